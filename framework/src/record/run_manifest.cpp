#include "record/run_manifest.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/value_list.hpp"
#include "record/atomic_file.hpp"
#include "record/layout.hpp"

namespace assay::record {
namespace {

Value trial_to_value(const ManifestTrial& trial) {
  Value value;
  value["id"] = trial.id;
  value["arm"] = trial.arm;
  value["seed"] = trial.seed;
  value["axes"] = trial.axes;
  return value;
}

ManifestTrial trial_from_value(const Value& value) {
  return {value.at("id").string(), value.at("arm").string(), value.at("seed").integer(), value.at("axes")};
}

}  // namespace

Value RunManifest::to_value() const {
  Value value;
  value["assay_layout"] = "plan";
  value["assay_layout_version"] = layout::version;
  value["study"] = study;
  value["title"] = title;
  value["spec_file"] = spec_file;
  value["command"] = command;
  value["created_utc"] = created_utc;
  value["assay_version"] = assay_version;
  value["overrides"] = text_list(overrides);
  value["cache"] = cache;
  value["profile"] = profile;
  value["arms"] = text_list(arms);
  value["cases"] = text_list(cases);
  value["axes"] = text_list(axes);
  value["trials"] = to_list(trials, trial_to_value);
  value["table"] = table;
  value["figures"] = figures;
  return value;
}

RunManifest RunManifest::from_value(const Value& value) {
  try {
    RunManifest manifest;
    manifest.study = value.at("study").string();
    manifest.title = value.at("title").string();
    manifest.spec_file = value.at("spec_file").string();
    manifest.command = value.at("command").string();
    manifest.created_utc = value.at("created_utc").string();
    manifest.assay_version = value.at("assay_version").string();
    manifest.overrides = text_list(value.at("overrides"));
    manifest.arms = text_list(value.at("arms"));
    if (const Value* cache = value.find("cache")) manifest.cache = cache->string();  // this and others: absent in the first files of this layout
    if (const Value* profile = value.find("profile")) manifest.profile = profile->string();
    if (const Value* cases = value.find("cases")) manifest.cases = text_list(*cases);
    manifest.axes = text_list(value.at("axes"));
    manifest.trials = from_list<ManifestTrial>(value.at("trials"), trial_from_value);
    manifest.table = value.at("table");
    if (const Value* figures = value.find("figures")) manifest.figures = *figures;
    return manifest;
  } catch (const InternalError& error) {
    throw DataError("run.damaged-plan", fmt::format("the plan of the run folder is incomplete: {}", error.what()));
  }
}

void write_manifest(const RunFolder& folder, const RunManifest& manifest) {
  write_text_atomically(folder.plan(), to_json(manifest.to_value(), 1) + "\n");
}

RunManifest read_manifest(const RunFolder& folder) {
  std::ifstream file(folder.plan(), std::ios::binary);
  if (!file) {
    throw DataError(Diagnostic{"run.no-plan",
                               fmt::format("'{}' is no run folder: it has no readable plan.json", folder.root.string()),
                               {},
                               "name the folder that 'assay run' printed, for example runs/<study>",
                               {}});
  }
  std::ostringstream text;
  text << file.rdbuf();
  Value value;
  try {
    value = parse_json(text.str());
  } catch (const InternalError& error) {
    throw DataError(Diagnostic{"run.damaged-plan",
                               fmt::format("'{}' is damaged: {}", folder.plan().string(), error.what()),
                               {},
                               "remove it and give the command of the run again: the results are in files of their own and count as before",
                               {}});
  }
  const Value* version = value.find("assay_layout_version");
  if (version != nullptr && version->is_integer() && version->integer() > layout::version) {
    throw DataError("run.newer-layout", fmt::format("'{}' has layout version {}, this program reads up to {}", folder.plan().string(),
                                                    version->integer(), layout::version));
  }
  return RunManifest::from_value(value);
}

}  // namespace assay::record
