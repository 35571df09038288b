#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/page/page_trial.hpp"
#include "support/sample_record.hpp"

namespace test_support {

/// A run in memory, without files, and its trials as a page tells them.
using PageRun = std::pair<assay::record::RunView, std::vector<assay::report::PageTrial>>;

namespace page_parts {

inline assay::record::SeriesGroup page_series(const std::string& cadence, std::int64_t epochs,
                                              const std::vector<std::pair<std::string, std::string>>& columns, double shift) {
  assay::record::SeriesGroup series;
  series.cadence = cadence;
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    series.index.push_back(epoch);
    series.wall_s.push_back(0.5 * static_cast<double>(epoch));
  }
  for (const auto& [name, unit] : columns) {
    assay::record::Column column{name, "help of " + name, unit, {}};
    for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) column.values.push_back(0.5 + 0.1 * std::sin(shift + 0.37 * static_cast<double>(epoch)));
    series.columns.push_back(std::move(column));
  }
  return series;
}

}  // namespace page_parts

/// `seeds` trials of each arm, all done, with acc and an entropy per evaluation and a loss per epoch, of `epochs` epochs.
inline PageRun page_run(const std::vector<std::string>& arms, std::int64_t seeds, std::int64_t epochs) {
  PageRun page;
  auto& [run, trials] = page;
  run.manifest.study = "paged";
  run.manifest.title = "Paged";
  run.manifest.created_utc = "2026-11-23T12:00:00.000Z";
  run.manifest.arms = arms;
  run.manifest.table["metrics"] = assay::Value::Array{"acc"};
  for (const auto& arm : arms) {
    for (std::int64_t seed = 1; seed <= seeds; ++seed) {
      assay::record::TrialRecord record = sample_record();
      record.arm = arm;
      record.seed = seed;
      record.trial_id = arm + std::to_string(seed);
      const double shift = static_cast<double>(run.trials.size());
      record.series = {page_parts::page_series("eval", epochs, {{"acc", "1"}, {"latent.c.entropy", "1"}}, shift),
                       page_parts::page_series("epoch", epochs, {{"loss.total", "nat"}}, shift)};
      assay::record::TrialSummary summary;
      summary.id = record.trial_id;
      summary.arm = arm;
      summary.seed = seed;
      summary.axes = assay::Value::Table{};
      summary.status = "done";
      summary.wall_s = record.wall_s;
      summary.finished_utc = record.finished_utc;
      summary.final_metrics = {{"acc", 0.5 + 0.001 * shift}};
      summary.file_bytes = 1;
      run.manifest.trials.push_back({summary.id, arm, seed, summary.axes});
      run.trials.push_back(summary);
      trials.push_back({summary, arm + ", seed " + std::to_string(seed), std::move(record), std::nullopt});
    }
  }
  return page;
}

/// Has a trial fail with that error.
inline void fail(assay::record::RunView& run, std::vector<assay::report::PageTrial>& trials, std::size_t trial, const std::string& text) {
  auto& summary = run.trials[trial];
  summary.status = "failed";
  summary.error_code = "trial.crashed";
  summary.error_text = text;
  summary.final_metrics.clear();
  trials[trial].record->failure = assay::record::Failure{summary.error_code, text, "baseline.kmeans", 2};
  trials[trial].summary = summary;
}

}  // namespace test_support
