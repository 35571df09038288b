#include <algorithm>

#include <assay/plugin.hpp>

namespace {

/// Share of samples that belong to the most frequent class of their cluster.
class @Class@ final : public assay::Metric {
 public:
  @Class@(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {true, false}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"@name@", "share of samples in the majority class of their cluster", 0.0, 1.0}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const assay::Contingency table = assay::contingency(inputs.assignments, inputs.labels, inputs.clusters);
    std::int64_t majority = 0;
    for (std::int64_t cluster = 0; cluster < table.clusters; ++cluster) {
      const auto row = table.counts.begin() + cluster * table.classes;
      majority += *std::max_element(row, row + table.classes);
    }
    return {static_cast<double>(majority) / static_cast<double>(table.total)};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<@Class@>("@name@", "purity of the clusters, which favours many clusters"));
