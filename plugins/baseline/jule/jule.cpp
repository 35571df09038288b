#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <assay/plugin.hpp>

#include "../../common/neighbours.hpp"
#include "../common/clusters.hpp"
#include "merging.hpp"
#include "triplet_trainer.hpp"

namespace {

using assay::Cadence;
using assay::Tensor;
using namespace assay::baseline_jule;

struct JuleOptions {
  std::int64_t clusters = 10;
  std::int64_t features = 160;
  std::int64_t channels = 50;
  std::int64_t neighbours = 20;
  double kernel_width = 1.0;
  std::int64_t nearest_clusters = 5;
  std::string affinity_update = "fast";
  double merge_share = 0.9;
  bool recluster = true;
  std::int64_t epochs = 20;
  std::int64_t batch = 100;
  double lr = 0.01;
  double lr_decay = 1e-4;
  double lr_power = 0.75;
  double momentum = 0.9;
  double weight_decay = 5e-5;
  double positive_weight = 1.0;
  double margin = 0.2;
  std::int64_t negatives = 20;

  static constexpr auto fields = assay::fields(
      assay::field("clusters", &JuleOptions::clusters, "number of clusters K").in(2, 1000000).derivable("classes"),
      assay::field("features", &JuleOptions::features, "width F of the features").in(1, 65536),
      assay::field("channels", &JuleOptions::channels, "channels of each convolution").in(1, 65536),
      assay::field("neighbours", &JuleOptions::neighbours, "nearest samples that a sample has affinity to, K_s").in(1, 10000),
      assay::field("kernel_width", &JuleOptions::kernel_width, "a: affinities are exp(-d2/s2) with s2 = a times the mean of all d2").above(0.0),
      assay::field("nearest_clusters", &JuleOptions::nearest_clusters,
                   "clusters that the choice of a merge looks at while there are more than 100, K_c")
          .in(1, 10000),
      assay::field("affinity_update", &JuleOptions::affinity_update, "affinity of a merged cluster: the sum of its parts', or computed anew")
          .one_of("fast", "exact"),
      assay::field("merge_share", &JuleOptions::merge_share, "share of the clusters that one period merges into others, eta").in(0.0, 1.0).above(0.0),
      assay::field("recluster", &JuleOptions::recluster,
                   "cluster once more from the beginning by the learned features; false: keep the clusters that training ends with"),
      assay::field("epochs", &JuleOptions::epochs, "passes over the data in each period").in(1, 1000000),
      assay::field("batch", &JuleOptions::batch, "samples per step; the last batch of an epoch may be smaller").in(2, 1000000),
      assay::field("lr", &JuleOptions::lr, "learning rate of the first step; that of step t, from 0, is lr (1 + lr_decay t)^-lr_power")
          .in(0.0, 1000.0),
      assay::field("lr_decay", &JuleOptions::lr_decay, "see lr").at_least(0.0),
      assay::field("lr_power", &JuleOptions::lr_power, "see lr").at_least(0.0),
      assay::field("momentum", &JuleOptions::momentum, "of gradient descent").in(0.0, 0.999999),
      assay::field("weight_decay", &JuleOptions::weight_decay, "L2 penalty added to the gradient").at_least(0.0),
      assay::field("positive_weight", &JuleOptions::positive_weight, "factor of the squared distance within a cluster, gamma").at_least(0.0),
      assay::field("margin", &JuleOptions::margin, "how much farther the other clusters have to be, as squared distance").at_least(0.0),
      assay::field("negatives", &JuleOptions::negatives,
                   "samples of other clusters that each pair of a batch is compared with; fewer where the batch has no more clusters")
          .in(1, 1000000));

  MergeOptions merging() const { return {clusters, merge_share, {affinity_update == "exact", nearest_clusters}}; }
  TrainerOptions training() const {
    assay::SgdOptions sgd;
    sgd.momentum = momentum;
    sgd.weight_decay = weight_decay;
    return {{channels, features}, {positive_weight, margin}, sgd, negatives, batch, lr, lr_decay, lr_power};
  }
};

/// Joint unsupervised learning of representations and image clusters (Yang, Parikh and Batra 2016), for images of any size and number of channels.
///
/// Clusters begin as chains of nearest neighbours among the raw images. Each period trains a convolutional network by a triplet loss to tell the
/// clusters apart, then merges clusters by affinity in a graph of its features. When K are left, the samples are clustered once more from the
/// beginning, by the features as they are now. One round is one epoch or one phase of merging; the last one sets the result.
///
/// A sample, whether seen before or not, belongs to the cluster of the nearest training sample in feature space, as in the chains that clusters
/// begin with; for a training sample that is the sample itself or one that equals it. Before the end there are more clusters than K. State for later
/// stages: "clusters" int64 [N], and at the end "features" float32 [N, F], of the training samples. Streams: "init", "shuffle", "negatives".
class Jule final : public assay::Baseline, public assay::Embeds, public assay::Assigns {
 public:
  Jule(JuleOptions options, assay::BuildContext& context) : options_(std::move(options)), info_(context.dataset()) {
    if (!info_.shape.empty()) static_cast<void>(layout_for(info_));
    baselines::require_samples("jule", options_.clusters, info_.count);
  }

  void fit(const Tensor& x, assay::FitContext& context) override {
    baselines::require_samples("jule", options_.clusters, x.size(0));
    declare_series(context.recorder());
    x_ = x;
    if (trainer_ == nullptr) make_trainer(context.streams().host("init"), context.device());
    if (clustering_.count > 0) context.expect_rounds(rounds_ + rounds_left());
    while (!finished_) {
      advance(context);
      context.recorder().record("jule.clusters", static_cast<double>(clustering_.count));
      if (!context.end_of_round(++rounds_)) return;
    }
    trainer_->finish();
  }

  void save(assay::StateDict& state) const override {
    if (trainer_ == nullptr) return;
    trainer_->save(state);
    state.put("clusters", torch::tensor(clustering_.clusters, torch::kInt64));
    state.put_number("rounds", static_cast<double>(rounds_));
    state.put_number("epochs_left", static_cast<double>(epochs_left_));
    if (finished_) state.put("features", features_);
  }
  void restore(const assay::StateDict& state) override {
    if (!state.has("rounds")) return;
    assay::Stream overwritten(0, c10::Device(c10::DeviceType::CPU));
    make_trainer(overwritten, state.get("clusters").device());
    trainer_->restore(state);
    const Tensor clusters = state.get("clusters").to(torch::kCPU);
    const auto* first = clusters.data_ptr<std::int64_t>();
    clustering_.clusters = {first, first + clusters.numel()};
    clustering_.count = clusters.max().item<std::int64_t>() + 1;
    rounds_ = static_cast<std::int64_t>(state.get_number("rounds"));
    epochs_left_ = static_cast<std::int64_t>(state.get_number("epochs_left"));
    finished_ = state.has("features");
    features_ = finished_ ? state.get("features").to(torch::kCPU) : Tensor();
  }

  std::int64_t features() const override { return options_.features; }
  Tensor embed(const Tensor& x) override { return trainer_->embed(x); }
  std::int64_t clusters() const override { return clustering_.count; }
  Tensor responsibilities(const Tensor& x) override {
    const Points base(training_features());
    const auto found = plugin_common::nearest(Points(embed(x), base.mean()), base, 1);
    Tensor assigned = torch::empty({x.size(0)}, torch::kInt64);
    for (std::size_t i = 0; i < found.size(); ++i) {
      assigned.data_ptr<std::int64_t>()[i] = clustering_.clusters[static_cast<std::size_t>(found[i].index)];
    }
    return baselines::one_hot(assigned, clustering_.count, x);
  }

 private:
  static void declare_series(assay::Recorder& recorder) {
    recorder.declare("jule.clusters", Cadence::epoch, "clusters that are left");
    recorder.declare("jule.affinity", Cadence::epoch, "affinity of the last two clusters that became one");
    recorder.declare("loss.triplet", Cadence::epoch, "triplet loss, mean over the batches that had triplets");
    recorder.declare("jule.skipped_batches", Cadence::epoch, "batches without two samples of one cluster and one of another, which take no step");
  }

  void make_trainer(assay::Stream& init, c10::Device device) {
    trainer_ = std::make_unique<TripletTrainer>(info_, options_.training(), init, device);
  }

  /// Rounds at most after this one, with clusters at hand: fewer where merging begins with isolated ones.
  std::int64_t rounds_left() const {
    if (finished_) return 0;
    std::int64_t left = epochs_left_ + 1;
    for (std::int64_t count = clustering_.count; count > options_.clusters;) {
      count = clusters_after_merging(count, options_.merging());
      left += 1 + (count > options_.clusters ? options_.epochs : 0);
    }
    return left;
  }

  /// Does one round.
  void advance(assay::FitContext& context) {
    if (epochs_left_ > 0) {
      train(context);
    } else if (clustering_.count == 0) {
      begin();
      context.expect_rounds(rounds_ + 1 + rounds_left());
    } else if (clustering_.count > options_.clusters) {
      merge(context.recorder());
    } else {
      finish(context.recorder());
    }
  }

  void begin() {
    const Tensor pixels = x_.to(torch::kCPU).flatten(1);
    const Tensor norms = pixels.norm(2, 1, /*keepdim=*/true);
    clustering_ = initial_clusters(graph_of(pixels / norms.clamp_min(1.0)), options_.clusters);
    epochs_left_ = options_.epochs;
  }

  void train(assay::FitContext& context) {
    const EpochResult epoch = trainer_->run_epoch(x_, clustering_.clusters, context.streams());
    features_.reset();
    --epochs_left_;
    context.recorder().record("loss.triplet", epoch.loss);
    context.recorder().record("jule.skipped_batches", static_cast<double>(epoch.skipped));
    if (epoch.skipped == epoch.batches) {
      context.recorder().event(assay::EventLevel::warning, "jule.nothing-to-learn",
                               "no batch had two samples of one cluster and one of another: raise 'batch'");
    }
  }

  void merge(assay::Recorder& recorder) {
    clustering_ = merged(training_features(), graph_of(training_features()), clustering_, options_.merging());
    if (clustering_.count > options_.clusters) epochs_left_ = options_.epochs;
    recorder.record("jule.affinity", clustering_.last_affinity);
  }

  void finish(assay::Recorder& recorder) {
    static_cast<void>(training_features());
    if (options_.recluster) cluster_again(recorder);
    finished_ = true;
  }

  void cluster_again(assay::Recorder& recorder) {
    const NeighbourGraph graph = graph_of(training_features());
    clustering_ = initial_clusters(graph, options_.clusters);
    // In the same steps as before, so that the fast affinities begin anew from the graph now and then.
    while (clustering_.count > options_.clusters) clustering_ = merged(training_features(), graph, clustering_, options_.merging());
    recorder.record("jule.affinity", clustering_.last_affinity);
  }

  NeighbourGraph graph_of(const Tensor& features) const { return neighbour_graph(Points(features), options_.neighbours, options_.kernel_width); }

  /// float32 [N, F] on the CPU, by the network as it is.
  const Tensor& training_features() {
    if (!features_.defined()) features_ = trainer_->features(x_);
    return features_;
  }

  JuleOptions options_;
  assay::DatasetInfo info_;
  Tensor x_;                                 ///< the training samples, during and after `fit`
  std::unique_ptr<TripletTrainer> trainer_;  ///< null before `fit`
  Clustering clustering_;
  Tensor features_;  ///< undefined when the network has changed
  std::int64_t rounds_ = 0;
  std::int64_t epochs_left_ = 0;  ///< of this period
  bool finished_ = false;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Jule, JuleOptions>("jule", "joint unsupervised learning of representations and image clusters (Yang et al. 2016)"));
