#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "record/run_view.hpp"

namespace test_support {

/// A run of arms a, b, … with acc[case][arm][seed − 1], all done; a negative number stands for a failed trial, NaN for a metric without value.
/// Cases are named x, y, …; with one there are none.
inline assay::record::RunView compared_run(const std::vector<std::vector<std::vector<double>>>& acc) {
  assay::record::RunView run;
  run.manifest.title = "Compared";
  for (std::size_t arm = 0; arm < acc.front().size(); ++arm) run.manifest.arms.emplace_back(1, static_cast<char>('a' + arm));
  if (acc.size() > 1) run.manifest.axes = {"case"};
  for (std::size_t i = 0; i < acc.size() && acc.size() > 1; ++i) run.manifest.cases.emplace_back(1, static_cast<char>('x' + i));
  for (std::size_t i = 0; i < acc.size(); ++i) {
    for (std::size_t arm = 0; arm < acc[i].size(); ++arm) {
      for (std::size_t seed = 0; seed < acc[i][arm].size(); ++seed) {
        assay::record::TrialSummary trial;
        trial.id = "t" + std::to_string(run.trials.size());
        trial.arm = run.manifest.arms[arm];
        trial.seed = static_cast<std::int64_t>(seed + 1);
        if (acc.size() > 1) trial.axes["case"] = run.manifest.cases[i];
        trial.status = acc[i][arm][seed] < 0.0 ? "failed" : "done";
        if (trial.status == "done") trial.final_metrics["acc"] = acc[i][arm][seed];
        run.trials.push_back(trial);
      }
    }
  }
  return run;
}

}  // namespace test_support
