#include <algorithm>

#include <assay/plugin.hpp>

#include "assignment.hpp"

namespace {

/// Share of the samples whose cluster is mapped to their class by the best one-to-one map (Hungarian method). Noise is mapped to no class.
class Acc final : public assay::Metric {
 public:
  Acc(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {true, false}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"acc", "clustering accuracy under the best one-to-one map of clusters to classes"}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const assay::Contingency table = assay::contingency(inputs.assignments, inputs.labels, inputs.clusters);
    // Padded to a square: clusters beyond the classes count as errors, classes beyond the clusters are out of reach.
    const std::int64_t size = std::max(table.clusters, table.classes);
    std::vector<std::int64_t> gain(static_cast<std::size_t>(size * size), 0);
    for (std::int64_t i = 0; i < table.clusters; ++i) {
      if (i == inputs.noise) continue;
      for (std::int64_t j = 0; j < table.classes; ++j) gain[static_cast<std::size_t>(i * size + j)] = table.at(i, j);
    }
    const std::vector<std::int64_t> class_of = assay::metric_acc::best_assignment(gain, size);
    std::int64_t matched = 0;
    for (std::int64_t i = 0; i < size; ++i) matched += gain[static_cast<std::size_t>(i * size + class_of[static_cast<std::size_t>(i)])];
    return {static_cast<double>(matched) / static_cast<double>(table.total)};
  }
};

/// Share of the samples that belong to the most frequent class of their cluster. Grows with the number of clusters: no substitute for "acc".
class MajorityAcc final : public assay::Metric {
 public:
  MajorityAcc(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {true, false}; }
  std::vector<assay::MetricOutput> outputs() const override { return {{"majority_acc", "share of samples in the majority class of their cluster"}}; }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const assay::Contingency table = assay::contingency(inputs.assignments, inputs.labels, inputs.clusters);
    std::int64_t matched = 0;
    for (std::int64_t i = 0; i < table.clusters; ++i) {
      if (i == inputs.noise) continue;
      const auto row = table.counts.begin() + i * table.classes;
      matched += *std::max_element(row, row + table.classes);
    }
    return {static_cast<double>(matched) / static_cast<double>(table.total)};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Acc>("acc", "clustering accuracy, clusters mapped one to one to classes by the Hungarian method"),
             assay::component<MajorityAcc>("majority_acc", "share of samples in the majority class of their cluster"));
