#pragma once

#include <string>
#include <vector>

#include "support/cpu_stream.hpp"
#include "support/plugin_components.hpp"

namespace test_support {

using assay::Tensor;

/// The code of the assay::Error that `action` throws; empty when it throws none.
template <class Action>
std::string error_code(const Action& action) {
  try {
    action();
  } catch (const assay::Error& error) {
    return error.code();
  }
  return {};
}

inline Tensor vector(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64).to(torch::kFloat32); }
inline Tensor integers(const std::vector<std::int64_t>& values) { return torch::tensor(values, torch::kInt64); }

/// One row as a batch.
inline Tensor row(const std::vector<double>& values) { return vector(values).unsqueeze(0); }

inline assay::DatasetInfo images(std::int64_t channels, std::int64_t height, std::int64_t width, std::int64_t classes = 10) {
  assay::DatasetInfo info;
  info.shape = {channels, height, width};
  info.count = 100;
  info.classes = classes;
  return info;
}

inline assay::DatasetInfo vectors(std::int64_t dimensions) {
  assay::DatasetInfo info;
  info.shape = {dimensions};
  info.count = 100;
  return info;
}

/// Numbers in all parameters of a network.
inline std::int64_t parameter_count(const assay::Network& network) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : network.parameters()) count += tensor.numel();
  return count;
}

}  // namespace test_support
