#pragma once

#include <memory>
#include <string>

#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

/// Options of DEC and of what builds on it.
struct SelfTrainingOptions {
  double alpha = 1.0;
  std::int64_t update_interval = 140;
  double tolerance = 1e-3;
  std::int64_t max_iterations = 20000;
  std::int64_t batch = 256;
  std::string optimizer = "sgd";
  double lr = 0.01;
  double momentum = 0.9;
  double clip_norm = 0.0;

  static constexpr auto fields = assay::fields(
      assay::field("alpha", &SelfTrainingOptions::alpha, "degrees of freedom of Student's t kernel").above(0.0),
      assay::field("update_interval", &SelfTrainingOptions::update_interval, "steps between two updates of the target distribution").in(1, 1000000),
      assay::field("tolerance", &SelfTrainingOptions::tolerance,
                   "training ends when a smaller share of the samples changes its cluster between updates")
          .in(0.0, 1.0),
      assay::field("max_iterations", &SelfTrainingOptions::max_iterations, "most steps").in(1, 100000000),
      assay::field("batch", &SelfTrainingOptions::batch, "samples per step").in(1, 1000000),
      assay::field("optimizer", &SelfTrainingOptions::optimizer, "how weights and centres are changed").one_of("sgd", "adam"),
      assay::field("lr", &SelfTrainingOptions::lr, "learning rate").above(0.0),
      assay::field("momentum", &SelfTrainingOptions::momentum, "of optimizer = \"sgd\"").in(0.0, 0.999999),
      assay::field("clip_norm", &SelfTrainingOptions::clip_norm, "gradients of a larger global L2 norm are scaled down to it; 0: never")
          .at_least(0.0));
  static constexpr auto needs = assay::needs(assay::need("encoder", "the network whose features are clustered"),
                                             assay::need("stage.pretrain", "an autoencoder: the weights to start from"),
                                             assay::need("stage.init", "k-means on its codes: the centres to start from"));
};

/// Clustering by self-training (DEC, Xie et al. 2016): features and centres are trained together towards a sharpened target distribution,
/// which is computed over all samples every `update_interval` steps. One round is one such interval.
///
/// Samples are visited in one random order, drawn at the beginning, over and over. Labels are the arg max of the soft assignments.
/// Streams: "init" (overwritten by the pre-trained weights), "shuffle".
class SelfTraining : public assay::Baseline, public assay::Embeds, public assay::Assigns {
 public:
  void fit(const Tensor& x, assay::FitContext& context) final;
  void save(assay::StateDict& state) const final;
  void restore(const assay::StateDict& state) final;

  [[nodiscard]] std::int64_t features() const final { return encoder_->features(); }
  Tensor embed(const Tensor& x) final { return encode_->forward({x}); }
  [[nodiscard]] std::int64_t clusters() const final { return centres_.size(0); }
  Tensor responsibilities(const Tensor& x) final;

 protected:
  /// `reconstruction_weight` and `clustering_weight`: factors of the decoder's mean squared error and of the clustering loss. With the first at 0
  /// there is no decoder.
  SelfTraining(SelfTrainingOptions options, double reconstruction_weight, double clustering_weight, const assay::BuildContext& context);

 private:
  void build(assay::Stream& init, c10::Device device);
  void begin(const Tensor& x, assay::FitContext& context);
  [[nodiscard]] assay::NamedTensors parameters() const;
  [[nodiscard]] std::unique_ptr<assay::Optimizer> make_optimizer() const;
  /// New target and labels; returns the share of samples that changed their cluster, 1 the first time.
  double update_target(const Tensor& x, assay::Recorder& recorder);
  void train_interval(const Tensor& x, assay::Recorder& recorder);
  void set_training(bool training);

  SelfTrainingOptions options_;
  double reconstruction_weight_;
  double clustering_weight_;
  std::shared_ptr<const assay::Encoder> encoder_;
  assay::DatasetInfo info_;
  std::unique_ptr<assay::Network> encode_;
  std::unique_ptr<assay::Network> decode_;
  Tensor centres_;  ///< [K, F], trained
  std::unique_ptr<assay::Optimizer> optimizer_;
  Tensor order_;   ///< int64 [N]
  Tensor labels_;  ///< int64 [N], at the last update
  Tensor target_;  ///< [N, K]
  std::int64_t iterations_ = 0;
  std::int64_t rounds_ = 0;
};

}  // namespace baselines
