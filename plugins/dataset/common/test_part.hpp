#pragma once

#include <cstdint>
#include <string>

#include <assay/plugin.hpp>

namespace datasets {

/// The split of generated data whose last `test_count` samples are the test part; undefined without one.
inline assay::Tensor last_for_testing(std::int64_t count, std::int64_t test_count) {
  if (test_count == 0) return {};
  assay::Tensor split = torch::zeros({count}, torch::kUInt8);
  split.narrow(0, count - test_count, test_count).fill_(1);
  return split;
}

/// Throws SpecError "spec.inconsistent-options" when no sample is left for training.
inline void require_training_samples(const std::string& dataset, std::int64_t count, std::int64_t test_count) {
  if (test_count < count) return;
  throw assay::SpecError(
      {"spec.inconsistent-options",
       "dataset '" + dataset + "' wants 'test_count' below 'count', found " + std::to_string(test_count) + " of " + std::to_string(count),
       {},
       {},
       {}});
}

}  // namespace datasets
