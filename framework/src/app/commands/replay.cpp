#include "app/commands/replay.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "app/commands/apply.hpp"
#include "assay/core/error.hpp"
#include "record/atomic_file.hpp"
#include "record/run_view.hpp"
#include "record/toml_writer.hpp"
#include "record/trial_comparison.hpp"
#include "record/trial_file.hpp"

namespace assay::app {
namespace {

std::string build_entry(const record::TrialRecord& record, const std::string& key, const std::string& otherwise) {
  const auto found = record.build.find(key);
  return found == record.build.end() ? otherwise : found->second;
}

/// The spec of this one trial, and nothing else.
Value replay_spec(const record::TrialRecord& record) {
  Value spec = record.resolved;
  spec["schema"] = std::int64_t{1};
  spec["study"] = record.study;
  spec["title"] = fmt::format("Replay of trial {}", record.trial_id);
  spec["arm"][record.arm]["set"] = Value::Table{};
  spec["sweep"]["seeds"]["base"] = record.seed;
  spec["sweep"]["seeds"]["count"] = std::int64_t{1};
  spec["run"]["threads"] = std::int64_t{std::max(1L, std::strtol(build_entry(record, "threads", "1").c_str(), nullptr, 10))};
  return spec;
}

/// What a folder holds already would be taken for the new result: the trial itself, or a replay of an earlier build.
void refuse_finished(const std::filesystem::path& folder) {
  const record::RunFolder run{std::filesystem::absolute(folder)};
  if (!std::filesystem::exists(run.plan()) || record::load_run(run).count("done") == 0) return;
  throw SpecError(Diagnostic{"replay.done-before",
                             fmt::format("the folder '{}' holds a finished trial already", folder.string()),
                             {},
                             "remove the folder, or name another with --run-dir",
                             {}});
}

void print_comparison(const record::TrialComparison& comparison, const std::vector<record::EnvironmentDifference>& environment, std::ostream& out) {
  if (comparison.differing.empty()) {
    out << fmt::format("bit-identical: {} series, metrics and arrays compared\n", comparison.compared);
    return;
  }
  constexpr std::size_t most_named = 12;
  const std::size_t named = std::min(most_named, comparison.differing.size());
  out << fmt::format("not bit-identical: {} of {} series, metrics and arrays differ\n", comparison.differing.size(), comparison.compared);
  for (std::size_t i = 0; i < named; ++i) out << fmt::format("  {}\n", comparison.differing[i]);
  if (named < comparison.differing.size()) out << fmt::format("  and {} more\n", comparison.differing.size() - named);
  out << (environment.empty() ? "build, plugins and data are the same\n" : "what else differs, then and now:\n");
  for (const auto& difference : environment) {
    out << fmt::format("  {}: {} | {}\n", difference.what, difference.left.empty() ? "absent" : difference.left,
                       difference.right.empty() ? "absent" : difference.right);
  }
}

}  // namespace

int run_replay(const ReplayArguments& arguments, const host::HostSettings& host_settings, std::ostream& out) {
  const std::filesystem::path original = std::filesystem::absolute(find_trial(arguments.trial));
  const record::TrialRecord record = record::read_trial_file(original);
  const std::filesystem::path given = arguments.run_dir;
  const std::filesystem::path folder = given.empty() ? runs_folder() / ("replay-" + record.trial_id) : given;
  refuse_finished(folder);
  std::filesystem::create_directories(folder);
  const std::filesystem::path spec = folder / "replay.toml";
  record::write_text_atomically(spec, record::to_toml(replay_spec(record)));

  RunArguments run;
  run.spec = spec.string();
  run.place.run_dir = folder.string();
  run.device = arguments.device.empty() ? build_entry(record, "device", "cpu") : arguments.device;
  run.quiet = arguments.quiet;
  run.no_stage_cache = true;
  run.command = arguments.command;
  std::ostringstream table;
  const int status = run_run(run, host_settings, table);
  if (status > 1) {
    out << "stopped early; the same command goes on where it stopped\n";
    return status;
  }

  const record::RunView view = record::load_run(record::RunFolder{std::filesystem::absolute(folder)});
  const record::TrialSummary& outcome = view.trials.front();
  const std::filesystem::path again = view.folder.trial(outcome.id);
  if (outcome.status != "done") {
    out << fmt::format("nothing was compared: the replay failed: {} [{}]\n", outcome.error_text, outcome.error_code);
    return 1;
  }
  const auto comparison = record::compare_trials(original, again);
  print_comparison(comparison, record::environment_differences(record, record::read_trial_file(again)), out);
  out << fmt::format("\nreplayed: {}\n", again.string());
  return comparison.differing.empty() ? 0 : 1;
}

}  // namespace assay::app
