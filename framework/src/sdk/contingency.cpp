#include "assay/metrics/contingency.hpp"

#include <algorithm>

#include <torch/types.h>

#include "assay/core/error.hpp"

namespace assay {
inline namespace abi_1 {

Contingency contingency(const Tensor& assignments, const Tensor& labels, std::int64_t clusters) {
  const std::int64_t total = assignments.numel();
  if (total == 0 || labels.numel() != total) {
    throw InternalError("metric.bad-input", "agreement needs as many labels as assignments, and at least one");
  }
  if (assignments.min().item<std::int64_t>() < 0 || labels.min().item<std::int64_t>() < 0) {
    throw InternalError("metric.bad-input", "assignments and labels must not be negative");
  }
  Contingency table;
  table.total = total;
  table.clusters = std::max(clusters, assignments.max().item<std::int64_t>() + 1);
  table.classes = labels.max().item<std::int64_t>() + 1;
  table.counts.assign(static_cast<std::size_t>(table.clusters * table.classes), 0);
  table.cluster_sizes.assign(static_cast<std::size_t>(table.clusters), 0);
  table.class_sizes.assign(static_cast<std::size_t>(table.classes), 0);

  const Tensor rows = assignments.contiguous();
  const Tensor columns = labels.contiguous();
  const auto* row = rows.data_ptr<std::int64_t>();
  const auto* column = columns.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < total; ++i) {
    ++table.counts[static_cast<std::size_t>(row[i] * table.classes + column[i])];
    ++table.cluster_sizes[static_cast<std::size_t>(row[i])];
    ++table.class_sizes[static_cast<std::size_t>(column[i])];
  }
  return table;
}

}  // namespace abi_1
}  // namespace assay
