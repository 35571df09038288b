#include "app/commands/status.hpp"

#include <map>
#include <vector>

#include <fmt/format.h>

#include "app/commands/run_argument.hpp"
#include "base/json.hpp"
#include "record/run_manifest.hpp"
#include "run/label.hpp"
#include "run/progress.hpp"
#include "run/store.hpp"

namespace assay::app {
namespace {

struct Row {
  std::string id, label, status, detail;
  std::int64_t epoch = 0;
  std::int64_t epochs = 0;  ///< 0: unknown, as for baselines
};

Row row_of(const record::RunFolder& folder, const record::ManifestTrial& trial) {
  const run::TrialState state = run::trial_state(folder, trial.id);
  Row row{trial.id, run::trial_label(trial.arm, trial.axes, trial.seed), state.status, {}, 0, 0};
  if (state.status == "failed") {
    row.detail = fmt::format("{} [{}]", state.error_text.substr(0, state.error_text.find('\n')), state.error_code);
  } else if (state.status == "running" || state.status == "started") {
    run::TrialProgress progress(row.label, folder.journal(trial.id));
    progress.poll();
    row.epoch = progress.epoch();
    row.epochs = progress.epochs();
    row.detail = row.epochs > 0 ? fmt::format("epoch {} of {}", row.epoch, row.epochs) : fmt::format("round {}", row.epoch);
  }
  return row;
}

void print_json(const record::RunManifest& manifest, const std::vector<Row>& rows, std::ostream& out) {
  Value::Array trials;
  for (const auto& row : rows) {
    trials.push_back(Value::Table{
        {"id", row.id}, {"label", row.label}, {"status", row.status}, {"detail", row.detail}, {"epoch", row.epoch}, {"epochs", row.epochs}});
  }
  out << to_json(Value::Table{{"study", manifest.study}, {"trials", std::move(trials)}}, 2) << "\n";
}

void print_text(const record::RunFolder& folder, const record::RunManifest& manifest, const std::vector<Row>& rows, std::ostream& out) {
  std::map<std::string, std::size_t> counts;
  for (const auto& row : rows) ++counts[row.status];
  out << fmt::format("{}: {} trials", manifest.study, rows.size());
  for (const char* status : {"done", "failed", "running", "started", "to do"}) {
    if (counts[status] > 0) out << fmt::format(", {} {}", counts[status], status);
  }
  out << fmt::format(" ({})\n", folder.root.string());
  for (const auto& row : rows) {
    if (row.status != "done") out << fmt::format("  {:<32} {:<8} {}\n", row.label, row.status, row.detail);
  }
}

}  // namespace

int run_status(const StatusArguments& arguments, std::ostream& out) {
  const record::RunFolder folder = find_run(arguments.run);
  const record::RunManifest manifest = record::read_manifest(folder);
  std::vector<Row> rows;
  for (const auto& trial : manifest.trials) rows.push_back(row_of(folder, trial));
  if (arguments.json) {
    print_json(manifest, rows, out);
  } else {
    print_text(folder, manifest, rows, out);
  }
  return 0;
}

}  // namespace assay::app
