#include <algorithm>
#include <limits>

#include <assay/plugin.hpp>

#include "clustering.hpp"

namespace {

using assay::Tensor;
using assay::metric_internal_validity::centroids;
using assay::metric_internal_validity::Clustering;
using assay::metric_internal_validity::clustering;
using assay::metric_internal_validity::distances;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double unbounded = std::numeric_limits<double>::infinity();

struct SilhouetteOptions {
  std::int64_t sample = 2000;

  static constexpr auto fields = assay::fields(
      assay::field("sample", &SilhouetteOptions::sample, "samples that are compared with each other, a fixed random choice; 0: all").in(0, 1000000));
};

/// (b − a)/max(a, b), with a the mean distance to the other samples of its cluster and b that to the nearest other cluster (Rousseeuw 1987).
class Silhouette final : public assay::Metric {
 public:
  Silhouette(const SilhouetteOptions& options, assay::BuildContext& /*context*/) : sample_(options.sample) {}

  assay::MetricNeeds needs() const override { return {false, true}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"silhouette", "mean silhouette of the clusters in feature space", -1.0, 1.0}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const Clustering chosen = clustering(inputs.features, inputs.assignments, sample_);
    if (!chosen.comparable()) return {undefined};
    const Tensor one_hot = torch::zeros({chosen.x.size(0), chosen.count}, torch::kFloat64).scatter(1, chosen.member.unsqueeze(1), 1.0);
    constexpr std::int64_t block = 512;
    double sum = 0.0;
    for (std::int64_t begin = 0; begin < chosen.x.size(0); begin += block) {
      const std::int64_t rows = std::min(block, chosen.x.size(0) - begin);
      sum += sum_of_block(chosen, one_hot, begin, rows);
    }
    return {sum / static_cast<double>(chosen.x.size(0))};
  }

 private:
  static double sum_of_block(const Clustering& chosen, const Tensor& one_hot, std::int64_t begin, std::int64_t rows) {
    Tensor between = distances(chosen.x.narrow(0, begin, rows), chosen.x);
    between.diagonal(begin).zero_();  // rounding must not put a sample away from itself
    const Tensor to_clusters = between.mm(one_hot);
    const Tensor own = chosen.member.narrow(0, begin, rows).unsqueeze(1);
    const Tensor own_size = chosen.sizes.index_select(0, own.squeeze(1));
    const Tensor inside = to_clusters.gather(1, own).squeeze(1) / (own_size - 1.0).clamp_min(1.0);
    const Tensor outside = std::get<0>((to_clusters / chosen.sizes).scatter(1, own, unbounded).min(1));
    const Tensor larger = torch::maximum(inside, outside);
    const Tensor alone = own_size.eq(1.0);
    const Tensor value = (outside - inside) / larger;
    return value.masked_fill(alone.logical_or(larger.eq(0.0)), 0.0).sum().item<double>();
  }

  std::int64_t sample_;
};

/// Mean over clusters of the worst ratio of spreads to separation (Davies and Bouldin 1979). Small is good.
class DaviesBouldin final : public assay::Metric {
 public:
  DaviesBouldin(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {false, true}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"davies_bouldin", "spread of the clusters over their separation in feature space", 0.0, unbounded, false}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const Clustering all = clustering(inputs.features, inputs.assignments);
    if (!all.comparable()) return {undefined};
    const Tensor means = centroids(all);
    const Tensor to_mean = (all.x - means.index_select(0, all.member)).square().sum(1).sqrt();
    const Tensor spread = torch::zeros({all.count}, torch::kFloat64).index_add(0, all.member, to_mean) / all.sizes;
    Tensor separation = distances(means, means);
    separation.fill_diagonal_(unbounded);
    separation.masked_fill_(separation.eq(0.0), unbounded);
    const Tensor ratios = (spread.unsqueeze(0) + spread.unsqueeze(1)) / separation;
    return {std::get<0>(ratios.max(1)).mean().item<double>()};
  }
};

/// Variance between clusters over variance inside, each per degree of freedom (Calinski and Harabasz 1974). Large is good.
class CalinskiHarabasz final : public assay::Metric {
 public:
  CalinskiHarabasz(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}

  assay::MetricNeeds needs() const override { return {false, true}; }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"calinski_harabasz", "variance between clusters over variance inside, in feature space", 0.0, unbounded}};
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    const Clustering all = clustering(inputs.features, inputs.assignments);
    if (!all.comparable()) return {undefined};
    const Tensor means = centroids(all);
    const auto inside = (all.x - means.index_select(0, all.member)).square().sum().item<double>();
    const auto between = ((means - all.x.mean(0)).square().sum(1) * all.sizes).sum().item<double>();
    if (inside == 0.0) return {1.0};  // as scikit-learn has it
    const auto free_inside = static_cast<double>(all.x.size(0) - all.count);
    return {between * free_inside / (inside * static_cast<double>(all.count - 1))};
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Silhouette, SilhouetteOptions>("silhouette", "mean silhouette in feature space, without labels"),
             assay::component<DaviesBouldin>("davies_bouldin", "spread over separation of the clusters in feature space, without labels"),
             assay::component<CalinskiHarabasz>("calinski_harabasz", "variance ratio of the clusters in feature space, without labels"));
