#include <memory>
#include <optional>

#include <torch/utils.h>

#include "../common/dropout.hpp"
#include "../common/labeled_batches.hpp"
#include "objective.hpp"

namespace {

using assay::Tensor;
using assay::baseline_swwae::Code;
using assay::baseline_swwae::squared_errors;
using assay::baseline_swwae::SwwaeOptions;
using assay::baseline_swwae::WhatWhereNetwork;

/// The stacked what-where autoencoder (Zhao, Mathieu, Goroshin, LeCun 2016): every pooling of a convolutional encoder gives the maximum ("what") to
/// the next stage and its place ("where") to the decoder, which unpools to these places. Over labeled and unlabeled samples alike it lowers
///   λ_rec ‖x − x̂‖² + λ_M Σ_m ‖h_m − ĥ_m‖²,
/// with h_m the "what" between the stages and ĥ_m the decoder's map of the same shape, and the cross-entropy of a linear classifier on the last
/// "what" of the labeled ones. The places alone carry much of an image: a low error of the reconstruction is no proof of good features.
class Swwae final : public baselines::EpochBaseline, public assay::Classifies, public assay::Embeds, public assay::Reconstructs {
 public:
  Swwae(const SwwaeOptions& options, assay::BuildContext& context)
      : EpochBaseline(options, {{"labeled", "cross-entropy of the labeled samples"},
                                {"reconstruction", "mean squared error of the image"},
                                {"intermediate", "mean squared errors of the pooled maps between the stages, added up"}}),
        options_(options),
        data_(context.dataset()) {
    static_cast<void>(layout_for(options_, data_));
  }

  Tensor class_probabilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return torch::softmax(network_->logits(embed(x)), 1);
  }
  std::int64_t features() const override { return feature_width(options_, data_); }
  Tensor embed(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return WhatWhereNetwork::features(network_->encode(x));
  }
  Tensor reconstruct(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    const Tensor decoded = network_->decode(network_->encode(x)).x;
    return data_.lowest < data_.highest ? decoded.clamp(data_.lowest, data_.highest) : decoded;
  }

 private:
  void build(assay::Stream& init) override {
    network_ = std::make_shared<WhatWhereNetwork>(options_, data_, init);
    add("network", network_);
  }

  void begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t /*epoch*/) override {
    const assay::LabeledSamples& labels = *context.labels();
    labeled_.emplace(x, labels, context.streams().host("labeled"));
    if (options_.unlabeled == "complement" && !rows_.defined()) rows_ = baselines::unlabeled_rows(x.size(0), labels);
  }
  Tensor epoch_rows() const override { return rows_; }

  baselines::Losses losses(const baselines::Step& step) override {
    const baselines::LabeledBatch labeled = labeled_->next(options_.labeled_batch);
    const Tensor x = torch::cat({labeled.x, step.x});
    const Code code = network_->encode(x);
    const Tensor told = WhatWhereNetwork::features(code).narrow(0, 0, labeled.x.size(0));
    // Dropout is for the classifier alone: the decoder reads all features.
    const Tensor cross_entropy = torch::cross_entropy_loss(network_->logits(baselines::dropped(told, options_.dropout, step.noise)), labeled.classes);
    const auto [reconstruction, intermediate] = squared_errors(x, code, network_->decode(code), options_.detach);
    return {cross_entropy + options_.reconstruction_weight * reconstruction + options_.intermediate_weight * intermediate,
            {cross_entropy, reconstruction, intermediate}};
  }

  SwwaeOptions options_;
  assay::DatasetInfo data_;
  std::shared_ptr<WhatWhereNetwork> network_;
  std::optional<baselines::LabeledBatches> labeled_;
  Tensor rows_;  ///< that an epoch passes over; undefined: all
};

}  // namespace

ASSAY_PLUGIN(assay::component<Swwae, SwwaeOptions>("swwae", "stacked what-where autoencoder with a classifier on its features (Zhao et al. 2016)"));
