#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "assay/core/value.hpp"
#include "host/registry.hpp"
#include "record/trial_job.hpp"

namespace bench {

using assay::Value;

struct Setting {
  const assay::host::Registry& registry;
  std::filesystem::path folder;  ///< temporary
};

/// Prints how the training step of the 784-500-500-2000-10 autoencoder compares with the matrix products of its shapes alone.
void step_of_autoencoder(const Setting& setting);
/// Prints what the recorder and the health series add to the training of the proposed model.
void recorder_and_health(const Setting& setting);
/// Prints the peak memory of a whole trial with 70,000 samples of 784 numbers.
void memory_of_trial(const Setting& setting);
/// Prints how long the table of 2,000 trials takes from the index and from the trial files, and a comparison of their arms.
void table_of_many_trials(const Setting& setting);

inline Value table(Value::Table entries) { return {std::move(entries)}; }

/// The 784-500-500-2000-10 autoencoder of DEC, batch 256, on `dataset`.
Value autoencoder_spec(Value dataset, std::int64_t epochs);
/// A job in `folder` that never saves a checkpoint by time.
assay::record::TrialJob make_job(const Setting& setting, Value resolved);

inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

}  // namespace bench
