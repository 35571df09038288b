#pragma once

#include <cstdint>
#include <string>

#include "record/run_view.hpp"

namespace test_support {

/// Arms dec_1 and idec × cases a and b × loss.x.weight in {1, 9} × seeds 1, 2, 3, all done:
/// acc = 0.05 weight + 0.01 seed, and 0.1 more for idec.
inline assay::record::RunView swept_run() {
  assay::record::RunView run;
  assay::record::RunManifest& manifest = run.manifest;
  manifest.title = "Swept";
  manifest.arms = {"dec_1", "idec"};
  manifest.cases = {"a", "b"};
  manifest.axes = {"case", "loss.x.weight"};
  for (const auto& arm : manifest.arms) {
    for (const auto& case_name : manifest.cases) {
      for (const int weight : {1, 9}) {
        for (const std::int64_t seed : {1, 2, 3}) {
          assay::record::TrialSummary trial;
          trial.id = "t" + std::to_string(run.trials.size());
          trial.arm = arm;
          trial.status = "done";
          trial.seed = seed;
          trial.axes["case"] = case_name;
          trial.axes["loss.x.weight"] = weight;
          trial.final_metrics["acc"] = 0.05 * weight + 0.01 * static_cast<double>(seed) + (arm == "idec" ? 0.1 : 0.0);
          run.trials.push_back(trial);
        }
      }
    }
  }
  return run;
}

}  // namespace test_support
