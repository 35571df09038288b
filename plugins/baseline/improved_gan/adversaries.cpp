#include "adversaries.hpp"

#include <torch/utils.h>

namespace assay::baseline_improved_gan {
namespace {

/// While it lives, gradients pass through a network without reaching its parameters.
class Frozen {
 public:
  explicit Frozen(const torch::nn::Module& module) : parameters_(trained_parameters(module)) { set(false); }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  ~Frozen() { set(true); }

 private:
  void set(bool requires_grad) const {
    for (const auto& named : parameters_) static_cast<void>(named.second.requires_grad_(requires_grad));
  }

  assay::NamedTensors parameters_;
};

}  // namespace

assay::NamedTensors trained_parameters(const torch::nn::Module& module) {
  assay::NamedTensors trained;
  for (const auto& named : module.named_parameters()) {
    if (named.value().requires_grad()) trained.emplace_back(named.key(), named.value());
  }
  return trained;
}

Adversaries::Adversaries(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init)
    : noise_dim_(options.noise_dim),
      matching_(is_convolutional(options, data) ? Matching::absolute : Matching::squared),
      discriminator_(make_discriminator(options, data, init)),
      generator_(make_generator(options, data, init)) {}

void Adversaries::start(const Tensor& x, assay::Stream& noise) {
  discriminator_->start(x, noise);
  generator_->start(noise.uniform({x.size(0), noise_dim_}));
}

Tensor Adversaries::generated(std::int64_t count, assay::Stream& noise) const { return generator_->forward(noise.uniform({count, noise_dim_})); }

Adversaries::DiscriminatorLosses Adversaries::discriminator_losses(const baselines::LabeledBatch& labeled, const Tensor& unlabeled,
                                                                   assay::Stream& noise) const {
  const std::int64_t count = unlabeled.size(0);
  Tensor fake;
  {
    const torch::NoGradGuard no_grad;
    fake = generated(count, noise);
  }
  // One pass over all three: rows do not influence each other.
  const auto logits =
      discriminator_->forward(torch::cat({labeled.x, unlabeled, fake}), &noise).logits.split_with_sizes({labeled.x.size(0), count, count});
  return {labeled_loss(logits[0], labeled.classes), unlabeled_loss(logits[1], logits[2])};
}

Tensor Adversaries::generator_loss(const Tensor& unlabeled, assay::Stream& noise) const {
  const Frozen frozen(*discriminator_);
  const Tensor real = discriminator_->features(unlabeled, &noise);
  return feature_distance(real, discriminator_->features(generated(unlabeled.size(0), noise), &noise), matching_);
}

}  // namespace assay::baseline_improved_gan
