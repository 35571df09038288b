#include "report/page/summary.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/suggest.hpp"
#include "report/page/facts.hpp"

namespace assay::report {
namespace {

using TextOf = std::function<std::string(const record::TrialRecord& record)>;

/// The different texts of the trials that have ended, in the order of the plan.
std::string different(const std::vector<PageTrial>& trials, const TextOf& text_of) {
  std::vector<std::string> texts;
  for (const auto& trial : trials) {
    const std::string text = trial.record ? text_of(*trial.record) : std::string();
    if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }
  return join(texts);
}

TextOf of_build(const std::string& key) {
  return [key](const record::TrialRecord& record) {
    const auto found = record.build.find(key);
    return found == record.build.end() ? std::string() : found->second;
  };
}

std::string version_of(const record::TrialRecord& record) {
  return record.git.empty() ? record.assay_version : fmt::format("{} (commit {})", record.assay_version, record.git);
}

std::string data_set_of(const record::TrialRecord& record) {
  const Value* use = record.resolved.find_path("dataset.use");
  return use != nullptr && use->is_string() ? use->string() : std::string();
}

std::string last_end(const std::vector<PageTrial>& trials) {
  std::string last;
  for (const auto& trial : trials) last = std::max(last, trial.summary.finished_utc);
  return last;
}

std::string seeds_of(const record::RunManifest& manifest) {
  std::vector<std::string> seeds;
  for (const auto& trial : manifest.trials) {
    const std::string seed = std::to_string(trial.seed);
    if (std::find(seeds.begin(), seeds.end(), seed) == seeds.end()) seeds.push_back(seed);
  }
  return join(seeds);
}

std::string tile(std::size_t count, const char* name, const char* state) {
  return fmt::format("<li class=\"{}\"><strong>{}</strong> {}</li>\n", count > 0 ? state : "none", count, name);
}

std::string state_html(const record::RunView& run) {
  std::string html = "<ul class=\"tiles\">\n" + tile(run.trials.size(), "trials", "all") + tile(run.count("done"), "done", "done") +
                     tile(run.count("failed"), "failed", "failed") + tile(run.count("pending"), "missing", "pending") + "</ul>\n";
  if (run.finished()) return html;
  return html + fmt::format(
                    "<p class=\"notice\"><strong>This run is not finished.</strong> {} of {} trials have not ended; the page shows what there "
                    "was when it was written.</p>\n",
                    run.count("pending"), run.trials.size());
}

void add_subject(const record::RunManifest& manifest, Facts& facts) {
  facts.add_text("study", manifest.study);
  facts.add_text("profile", manifest.profile);
  facts.add_text("spec", manifest.spec_file);
  if (!manifest.overrides.empty()) facts.add_text("--set", join(manifest.overrides));
  facts.add_text("arms", join(manifest.arms));
  if (!manifest.cases.empty()) facts.add_text("cases", join(manifest.cases));
  facts.add_text("seeds", seeds_of(manifest));
}

}  // namespace

std::string summary_html(const record::RunView& run, const std::vector<PageTrial>& trials) {
  Facts facts;
  add_subject(run.manifest, facts);
  facts.add_text("data", different(trials, data_set_of));
  if (!run.manifest.created_utc.empty()) facts.add("begun", time_html(run.manifest.created_utc));
  const std::string end = last_end(trials);
  if (!end.empty()) facts.add("last trial ended", time_html(end));
  double seconds = 0.0;
  for (const auto& trial : trials) seconds += trial.summary.wall_s;
  facts.add("time of all trials", duration_text(seconds));
  facts.add_text("host", different(trials, [](const record::TrialRecord& record) { return record.host; }));
  facts.add_text("device", different(trials, of_build("device")));
  const std::string versions = different(trials, version_of);
  facts.add_text("assay", versions.empty() ? run.manifest.assay_version : versions);
  facts.add_text("LibTorch", different(trials, of_build("torch")));
  if (!run.manifest.command.empty()) facts.add("command", "<code>" + html_text(run.manifest.command) + "</code>");
  return state_html(run) + facts.html();
}

}  // namespace assay::report
