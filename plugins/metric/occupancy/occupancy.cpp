#include <cmath>
#include <limits>

#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

/// How evenly the samples spread over the clusters. Needs no labels; shows a collapse to few clusters at once.
class Occupancy final : public assay::Metric {
 public:
  Occupancy(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {false, false}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"occupancy_entropy", "entropy of the cluster sizes over ln K: 1 for equal sizes, 0 for a single cluster"},
            {"clusters_used", "clusters with at least one sample", 0.0, std::numeric_limits<double>::infinity()},
            {"smallest_share", "share of the samples in the smallest of the K clusters"},
            {"largest_share", "share of the samples in the largest cluster", 0.0, 1.0, false}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const Tensor sizes = inputs.assignments.bincount({}, inputs.clusters).to(torch::kFloat64);
    const Tensor shares = sizes / static_cast<double>(inputs.assignments.numel());
    const double entropy = -torch::xlogy(shares, shares).sum().item<double>();
    const double highest = std::log(static_cast<double>(shares.numel()));
    return {highest > 0.0 ? entropy / highest : 1.0, static_cast<double>(sizes.count_nonzero().item<std::int64_t>()), shares.min().item<double>(),
            shares.max().item<double>()};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Occupancy>("occupancy", "how evenly the samples spread over the clusters, without labels"));
