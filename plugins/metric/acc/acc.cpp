#include <algorithm>

#include <assay/plugin.hpp>

#include "assay/metrics/assignment.hpp"

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
    // Of clusters and classes the fewer are mapped: clusters beyond the classes count as errors, classes beyond the clusters are out of reach.
    const std::int64_t rows = std::min(table.clusters, table.classes);
    const std::int64_t columns = std::max(table.clusters, table.classes);
    std::vector<std::int64_t> gain(static_cast<std::size_t>(rows * columns), 0);
    for (std::int64_t i = 0; i < table.clusters; ++i) {
      if (i == inputs.noise) continue;
      for (std::int64_t j = 0; j < table.classes; ++j) {
        const std::int64_t place = table.clusters <= table.classes ? i * columns + j : j * columns + i;
        gain[static_cast<std::size_t>(place)] = table.at(i, j);
      }
    }
    const std::vector<std::int64_t> mapped_to = assay::best_assignment(gain, rows, columns);
    std::int64_t matched = 0;
    for (std::int64_t i = 0; i < rows; ++i) matched += gain[static_cast<std::size_t>(i * columns + mapped_to[static_cast<std::size_t>(i)])];
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

/// The rule of the code of Dilokthanakul et al. 2016: each cluster takes the class of its exemplar, the test sample with the largest responsibility
/// for it (the first of several), and the score is the share of test samples whose cluster took their class. Several clusters may take one class.
class ExemplarAcc final : public assay::Metric {
 public:
  ExemplarAcc(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override {
    assay::MetricNeeds needs;
    needs.labels = needs.split = needs.responsibilities = true;
    return needs;
  }
  std::vector<assay::MetricOutput> outputs() const override {
    return {
        {"exemplar_acc", "share of test samples in the class of their cluster's exemplar, the test sample with the largest responsibility for it"}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const assay::Tensor test = inputs.split.eq(1).nonzero().squeeze(1);
    const assay::Tensor labels = inputs.labels.index_select(0, test);
    const assay::Tensor clusters = inputs.assignments.index_select(0, test);
    const assay::Tensor exemplars = inputs.responsibilities.index_select(0, test).argmax(0);
    const assay::Tensor classes = labels.index_select(0, exemplars).index_select(0, clusters);
    return {classes.eq(labels).logical_and(clusters.ne(inputs.noise)).to(torch::kFloat64).mean().item<double>()};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Acc>("acc", "clustering accuracy, clusters mapped one to one to classes by the Hungarian method"),
             assay::component<MajorityAcc>("majority_acc", "share of samples in the majority class of their cluster"),
             assay::component<ExemplarAcc>("exemplar_acc",
                                           "the accuracy of Dilokthanakul's GMVAE: clusters take the class of their most certain test sample"));
