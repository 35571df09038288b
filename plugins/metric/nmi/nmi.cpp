#include <algorithm>
#include <cmath>

#include <assay/plugin.hpp>

#include "../../common/mutual_information.hpp"

namespace {

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
    const auto information = plugin_common::mutual_information(assay::contingency(inputs.assignments, inputs.labels, inputs.clusters));
    const double of_clusters = information.of_clusters;
    const double of_classes = information.of_classes;
    return {information.over(std::sqrt(of_clusters * of_classes)), information.over(0.5 * (of_clusters + of_classes)),
            information.over(std::max(of_clusters, of_classes)), information.over(std::min(of_clusters, of_classes))};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Nmi>("nmi", "normalised mutual information with the true classes, in four normalisations"));
