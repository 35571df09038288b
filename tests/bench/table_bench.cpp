#include <cmath>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "bench/bench.hpp"
#include "record/run_view.hpp"
#include "report/comparison/comparison_format.hpp"
#include "report/table_format.hpp"
#include "support/sample_record.hpp"

namespace bench {
namespace {

constexpr int arms = 20;
constexpr int cases = 10;
constexpr int seeds = 10;
constexpr double target_s = 2.0;

/// A run of 20 arms × 10 cases × 10 seeds = 2,000 trials, all done, without an index.
assay::record::RunFolder make_run(const std::filesystem::path& root) {
  assay::record::RunFolder folder{root};
  std::filesystem::create_directories(folder.trials());
  assay::record::RunManifest manifest;
  manifest.study = "bench";
  manifest.axes = {"case"};
  for (int arm = 0; arm < arms; ++arm) manifest.arms.push_back(fmt::format("arm{}", arm));
  for (int i = 0; i < cases; ++i) manifest.cases.push_back(fmt::format("case{}", i));
  auto record = test_support::sample_record();
  for (int i = 0; i < arms * cases * seeds; ++i) {
    const auto arm = static_cast<std::size_t>(i / (cases * seeds));
    assay::record::ManifestTrial trial{fmt::format("t{}", i), manifest.arms[arm], i % seeds, {}};
    trial.axes["case"] = manifest.cases[static_cast<std::size_t>(i / seeds % cases)];
    record.trial_id = trial.id;
    record.arm = trial.arm;
    record.seed = trial.seed;
    record.axes = trial.axes;
    record.final_metrics = {{"acc", 0.5 + 0.01 * static_cast<double>(arm) + 0.1 * std::sin(i)}, {"nmi", 0.5 + 0.1 * std::cos(i)}, {"ari", 0.4}};
    write_trial_file(folder.trial(trial.id), record);
    manifest.trials.push_back(std::move(trial));
  }
  write_manifest(folder, manifest);
  return folder;
}

template <class Work>
double seconds_of(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return seconds_since(begin);
}

void print_table(const assay::record::RunFolder& folder) {
  const auto table = assay::report::make_result_table(assay::record::load_run(folder));
  (void)assay::report::format_table(table, assay::report::TableFormat::text);
}

}  // namespace

void table_of_many_trials(const Setting& setting) {
  const auto folder = make_run(setting.folder / "table");
  const double files = seconds_of([&] { print_table(folder); });
  refresh_index(folder);
  const double index = seconds_of([&] { print_table(folder); });
  const double comparison = seconds_of([&] {
    const auto compared = assay::report::compare(assay::record::load_run(folder), {"acc", "arm0", 0.05});
    (void)format_comparison(compared, assay::report::TableFormat::text);
  });
  fmt::print("table of {} trials: {:.2f} s from its index, {:.2f} s from the trial files ({:.1f} times as long; target {:.0f} s)\n",
             arms * cases * seeds, index, files, files / index, target_s);
  fmt::print("comparison of them with one arm: {:.2f} s ({:.1f} times the table)\n", comparison, comparison / index);
}

}  // namespace bench
