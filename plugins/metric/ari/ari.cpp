#include <numeric>

#include <assay/plugin.hpp>

namespace {

/// Σ n(n−1)/2: the pairs of samples that share a cell.
double pairs(const std::vector<std::int64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), 0.0,
                         [](double sum, std::int64_t size) { return sum + 0.5 * static_cast<double>(size) * static_cast<double>(size - 1); });
}

/// Rand index adjusted for chance (Hubert and Arabie 1985): 0 expected for random partitions, 1 for equal ones.
class Ari final : public assay::Metric {
 public:
  Ari(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {true, false}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"ari", "Rand index of clusters and classes, adjusted for chance", -0.5, 1.0}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const assay::Contingency table = assay::contingency(inputs.assignments, inputs.labels, inputs.clusters);
    const double in_clusters = pairs(table.cluster_sizes);
    const double in_classes = pairs(table.class_sizes);
    const double mean = 0.5 * (in_clusters + in_classes);
    const double expected = table.total > 1 ? in_clusters * in_classes / pairs({table.total}) : 0.0;
    // Both partitions are one cluster, or both are single samples: they agree.
    if (mean == expected) return {1.0};
    return {(pairs(table.counts) - expected) / (mean - expected)};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Ari>("ari", "adjusted Rand index with the true classes"));
