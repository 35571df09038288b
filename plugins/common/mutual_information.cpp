#include "mutual_information.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace plugin_common {
namespace {

/// −Σ p ln p of the shares sizes/total.
double entropy(const std::vector<std::int64_t>& sizes, std::int64_t total) {
  double sum = 0.0;
  for (const std::int64_t size : sizes) {
    if (size == 0) continue;
    const double share = static_cast<double>(size) / static_cast<double>(total);
    sum -= share * std::log(share);
  }
  return sum;
}

double shared_information(const assay::Contingency& table) {
  const auto total = static_cast<double>(table.total);
  double sum = 0.0;
  for (std::int64_t i = 0; i < table.clusters; ++i) {
    for (std::int64_t j = 0; j < table.classes; ++j) {
      const auto both = static_cast<double>(table.at(i, j));
      if (both == 0.0) continue;
      const auto row = static_cast<double>(table.cluster_sizes[static_cast<std::size_t>(i)]);
      const auto column = static_cast<double>(table.class_sizes[static_cast<std::size_t>(j)]);
      sum += both / total * std::log(total * both / (row * column));
    }
  }
  return std::max(sum, 0.0);
}

}  // namespace

double MutualInformation::over(double normaliser) const {
  if (of_clusters == 0.0 || of_classes == 0.0) return of_clusters == of_classes ? 1.0 : 0.0;
  return std::min(shared / normaliser, 1.0);
}

MutualInformation mutual_information(const assay::Contingency& table) {
  return {shared_information(table), entropy(table.cluster_sizes, table.total), entropy(table.class_sizes, table.total)};
}

double geometric_nmi(const assay::Contingency& table) {
  const MutualInformation information = mutual_information(table);
  return information.over(std::sqrt(information.of_clusters * information.of_classes));
}

}  // namespace plugin_common
