#include <algorithm>
#include <cmath>

#include <assay/plugin.hpp>

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

/// I = Σ (n_ij/N) ln(N n_ij / (a_i b_j)).
double mutual_information(const assay::Contingency& table) {
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

bool is_one_part(const std::vector<std::int64_t>& sizes, std::int64_t total) {
  return std::any_of(sizes.begin(), sizes.end(), [&](std::int64_t size) { return size == total; });
}

/// Normalised mutual information. The normalisation is part of the number's name; the geometric mean is that of the older literature.
class Nmi final : public assay::Metric {
 public:
  Nmi(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {true, false}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"nmi", "mutual information over the geometric mean of the entropies"},
            {"nmi_arithmetic", "mutual information over the arithmetic mean of the entropies"},
            {"nmi_max", "mutual information over the larger entropy"},
            {"nmi_min", "mutual information over the smaller entropy"}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const assay::Contingency table = assay::contingency(inputs.assignments, inputs.labels, inputs.clusters);
    const bool one_cluster = is_one_part(table.cluster_sizes, table.total);
    const bool one_class = is_one_part(table.class_sizes, table.total);
    if (one_cluster && one_class) return {1.0, 1.0, 1.0, 1.0};
    if (one_cluster || one_class) return {0.0, 0.0, 0.0, 0.0};
    const double information = mutual_information(table);
    const double of_clusters = entropy(table.cluster_sizes, table.total);
    const double of_classes = entropy(table.class_sizes, table.total);
    const auto ratio = [&](double normaliser) { return std::min(information / normaliser, 1.0); };
    return {ratio(std::sqrt(of_clusters * of_classes)), ratio(0.5 * (of_clusters + of_classes)), ratio(std::max(of_clusters, of_classes)),
            ratio(std::min(of_clusters, of_classes))};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Nmi>("nmi", "normalised mutual information with the true classes, in four normalisations"));
