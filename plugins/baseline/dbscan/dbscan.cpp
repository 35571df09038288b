#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <assay/plugin.hpp>

#include "../common/clusters.hpp"
#include "density.hpp"

namespace {

using assay::Cadence;
using assay::Tensor;
using assay::baseline_dbscan::CoreClusters;
using plugin_common::Points;

struct DbscanOptions {
  double eps = 0.0;
  std::int64_t min_samples = 5;

  static constexpr auto fields = assay::fields(
      assay::field("eps", &DbscanOptions::eps,
                   "distance up to which samples are neighbours; 0: the elbow of the distances to the min_samples-th nearest")
          .in(0.0, 1e12),
      assay::field("min_samples", &DbscanOptions::min_samples, "neighbours that make a sample a core sample, itself included").in(1, 1000000));
};

/// Density-based clustering (Ester, Kriegel, Sander and Xu 1996). Cluster 0 is noise, the clusters that are found count from 1; accuracy counts
/// noise as errors, measures that know no noise take it for a cluster like any other. Their number is not chosen, and known after `fit` only.
///
/// A sample, whether seen before or not, belongs to the lowest cluster with a core sample within eps. State for later stages: "core_samples"
/// float32 [M, D] and "core_clusters" int64 [M].
class Dbscan final : public assay::Baseline, public assay::Assigns {
 public:
  Dbscan(const DbscanOptions& options, assay::BuildContext& /*context*/) : options_(options) {}

  void fit(const Tensor& x, assay::FitContext& context) override {
    if (cores_ != nullptr) return;
    declare_series(context.recorder());
    const Points points(x);
    eps_ = options_.eps > 0.0 ? options_.eps : elbow_of(points);
    const CoreClusters found = assay::baseline_dbscan::core_clusters(points, eps_, options_.min_samples);
    const Tensor rows = torch::tensor(found.samples, torch::kInt64);
    keep(x.to(torch::kCPU).index_select(0, rows), found.cluster, points.mean());
    record(points, context.recorder());
    static_cast<void>(context.end_of_round(1));
  }

  void save(assay::StateDict& state) const override {
    if (cores_ == nullptr) return;
    state.put("core_samples", core_samples_);
    state.put("core_clusters", torch::tensor(core_clusters_, torch::kInt64));
    state.put("mean", cores_->mean());
    state.put_number("eps", eps_);
  }
  void restore(const assay::StateDict& state) override {
    if (!state.has("core_samples")) return;
    const Tensor clusters = state.get("core_clusters").to(torch::kCPU);
    const auto* first = clusters.data_ptr<std::int64_t>();
    eps_ = state.get_number("eps");
    keep(state.get("core_samples").to(torch::kCPU), {first, first + clusters.numel()}, state.get("mean").to(torch::kCPU));
  }

  std::int64_t clusters() const override {
    return 1 + (core_clusters_.empty() ? 0 : *std::max_element(core_clusters_.begin(), core_clusters_.end()));
  }
  std::int64_t noise_cluster() const override { return 0; }
  Tensor responsibilities(const Tensor& x) override {
    return baselines::one_hot(torch::tensor(assigned(Points(x, cores_->mean())), torch::kInt64), clusters(), x);
  }

 private:
  static void declare_series(assay::Recorder& recorder) {
    recorder.declare("dbscan.eps", Cadence::epoch, "distance up to which samples are neighbours");
    recorder.declare("dbscan.clusters", Cadence::epoch, "clusters that were found, noise not counted");
    recorder.declare("dbscan.noise_share", Cadence::epoch, "share of the samples that belong to no cluster");
  }

  double elbow_of(const Points& points) const {
    return assay::baseline_dbscan::elbow(assay::baseline_dbscan::sorted_distances(points, std::min(options_.min_samples, points.count())));
  }
  void keep(const Tensor& samples, std::vector<std::int64_t> clusters, const Tensor& mean) {
    core_samples_ = samples;
    core_clusters_ = std::move(clusters);
    cores_ = std::make_unique<Points>(core_samples_, mean);
  }
  std::vector<std::int64_t> assigned(const Points& queries) const {
    return assay::baseline_dbscan::clusters_of(queries, *cores_, core_clusters_, eps_);
  }
  void record(const Points& points, assay::Recorder& recorder) const {
    const std::vector<std::int64_t> all = assigned(points);
    const auto noise = static_cast<double>(std::count(all.begin(), all.end(), 0));
    recorder.record("dbscan.eps", eps_);
    recorder.record("dbscan.clusters", static_cast<double>(clusters() - 1));
    recorder.record("dbscan.noise_share", noise / static_cast<double>(all.size()));
    if (clusters() == 1)
      recorder.event(assay::EventLevel::warning, "dbscan.no-clusters", "all samples are noise: raise 'eps' or lower 'min_samples'");
  }

  DbscanOptions options_;
  double eps_ = 0.0;
  Tensor core_samples_;                      ///< float32 [M, D]
  std::vector<std::int64_t> core_clusters_;  ///< from 1 on
  std::unique_ptr<Points> cores_;            ///< null before `fit`
};

}  // namespace

ASSAY_PLUGIN(assay::component<Dbscan, DbscanOptions>("dbscan", "density-based clustering with noise; finds the number of clusters by itself"));
