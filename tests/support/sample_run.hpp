#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

#include "record/run_folder.hpp"
#include "record/run_manifest.hpp"
#include "record/trial_file.hpp"
#include "support/sample_record.hpp"

namespace test_support {

/// Two arms × latent.z.dim in {5, 10} × seeds 7, 8, 9: trials t0 … t11, arm by arm, seeds innermost.
inline assay::record::RunManifest sample_manifest() {
  assay::record::RunManifest manifest;
  manifest.study = "sample";
  manifest.title = "Sample study";
  manifest.command = "assay run sample.toml";
  manifest.arms = {"proposed", "kmeans"};
  manifest.axes = {"latent.z.dim"};
  manifest.table["metrics"] = assay::Value::Array{"acc", "nmi"};
  manifest.table["published"]["proposed"]["acc"] = 85.75;
  manifest.table["published"]["proposed"]["acc_std"] = 8;
  for (const auto& arm : manifest.arms) {
    for (const int dim : {5, 10}) {
      for (const std::int64_t seed : {7, 8, 9}) {
        assay::record::ManifestTrial trial{"t" + std::to_string(manifest.trials.size()), arm, seed, {}};
        trial.axes["latent.z.dim"] = dim;
        manifest.trials.push_back(std::move(trial));
      }
    }
  }
  return manifest;
}

/// The record of a trial of `sample_manifest`: acc = 0.5 + 0.01 seed + 0.001 dim, nmi = 0.5; arm kmeans uses label information.
inline assay::record::TrialRecord sample_trial(const assay::record::ManifestTrial& planned, bool failed) {
  assay::record::TrialRecord record = failed ? failed_record() : sample_record();
  record.trial_id = planned.id;
  record.arm = planned.arm;
  record.seed = planned.seed;
  record.axes = planned.axes;
  record.uses_label_information = planned.arm == "kmeans";
  if (failed) return record;
  const double dim = planned.axes.at("latent.z.dim").real();
  record.final_metrics = {{"acc", 0.5 + 0.01 * static_cast<double>(planned.seed) + 0.001 * dim}, {"nmi", 0.5}, {"silhouette", std::nan("")}};
  return record;
}

/// A run folder in which t4 failed and t11 has not ended; without an index.
inline assay::record::RunFolder make_sample_run(const std::filesystem::path& root) {
  assay::record::RunFolder folder{root};
  std::filesystem::create_directories(folder.trials());
  const auto manifest = sample_manifest();
  write_manifest(folder, manifest);
  for (const auto& planned : manifest.trials) {
    if (planned.id != "t11") write_trial_file(folder.trial(planned.id), sample_trial(planned, planned.id == "t4"));
  }
  return folder;
}

}  // namespace test_support
