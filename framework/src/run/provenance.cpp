#include "run/provenance.hpp"

#include <cstdlib>
#include <sstream>

#include "base/clock.hpp"
#include "base/machine.hpp"
#include "base/version.hpp"

namespace assay::run {
namespace {

std::vector<record::PluginRow> plugin_rows(const Value& resolved, const Catalog& catalog) {
  std::vector<record::PluginRow> rows;
  for (const CatalogEntry* entry : used_components(resolved, catalog)) {
    rows.push_back({entry->kind, entry->name, entry->version, entry->library, entry->sha256});
  }
  return rows;
}

}  // namespace

record::TrialJob make_job(const plan::Plan& plan, const plan::Trial& trial, const Catalog& catalog, const RunContext& context,
                          const record::RunFolder& folder) {
  record::TrialJob job;
  job.folder = folder;
  for (const auto& stage : trial.stages) job.stages[stage.first] = context.cache.trial(stage.second);
  job.device = context.device;
  job.data_roots = context.data_roots;
  job.run_options = trial.run;
  record::TrialRecord& record = job.provenance;
  record.study = plan.study;
  record.profile = plan.profile;
  record.arm = trial.arm;
  record.trial_id = trial.id;
  record.seed = trial.seed;
  record.axes = trial.axes;
  record.resolved = trial.resolved;
  for (const auto& source : plan.sources) record.sources.push_back({source.path, source.text});
  record.created_utc = utc_now();
  record.assay_version = version();
  record.git = git_commit();
  record.command = context.command;
  record.host = host_name();
  record.plugins = plugin_rows(trial.resolved, catalog);
  record.build["stamp"] = catalog.stamp;
  return job;
}

record::RunManifest make_manifest(const plan::Plan& plan, const RunContext& context) {
  record::RunManifest manifest;
  manifest.study = plan.study;
  manifest.title = plan.title;
  manifest.spec_file = plan.spec_file.string();
  manifest.command = context.command;
  manifest.created_utc = utc_now();
  manifest.assay_version = version();
  manifest.overrides = plan.overrides;
  manifest.cache = context.cache.root.string();
  manifest.profile = plan.profile;
  manifest.arms = plan.arms;
  manifest.cases = plan.cases;
  manifest.axes = plan.axes;
  for (const auto& trial : plan.trials) manifest.trials.push_back({trial.id, trial.arm, trial.seed, trial.axes});
  manifest.table = plan.table;
  manifest.figures = plan.figures;
  return manifest;
}

std::vector<std::string> data_roots_from_environment() {
  std::vector<std::string> roots;
  if (const char* given = std::getenv("ASSAY_DATA")) {
    std::stringstream list(given);
    for (std::string root; std::getline(list, root, ':');) {
      if (!root.empty()) roots.push_back(std::filesystem::absolute(root).string());
    }
  }
  roots.push_back(std::filesystem::absolute("data").string());
  return roots;
}

}  // namespace assay::run
