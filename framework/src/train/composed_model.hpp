#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <c10/core/Device.h>

#include "assay/capabilities.hpp"
#include "assay/nn/network.hpp"
#include "train/composition.hpp"

namespace assay::train {

/// What a model can do; null where it cannot.
struct Capabilities {
  Embeds* embeds = nullptr;
  Assigns* assigns = nullptr;
  Reconstructs* reconstructs = nullptr;
  Generates* generates = nullptr;
  Classifies* classifies = nullptr;
};

/// The capabilities a component offers by inheritance.
Capabilities capabilities_of(Component& component);

/// What the encoder's side says about a batch.
struct Posterior {
  Tensor features;                 ///< x̂ [B, F]
  std::vector<Tensor> parameters;  ///< one per latent, [B, P]; x̂ itself for a latent without parameters
};

/// x → encoder → x̂ → one linear head per latent → samples → decoder → x̃, trained by a weighted sum of losses.
///
/// The weights are drawn from `init` in a fixed order: encoder, heads in the order of the latents' names, decoder. Heads are
/// Glorot-uniform with zero bias. Methods that take a batch leave the mode (training or evaluation) as it is; the capabilities do not
/// track gradients and expect evaluation mode.
class ComposedModel {
 public:
  /// Throws SpecError when the data's shape does not fit the networks.
  ComposedModel(Composition composition, const DatasetInfo& data, Stream& init, c10::Device device);
  ComposedModel(const ComposedModel&) = delete;
  ComposedModel& operator=(const ComposedModel&) = delete;
  ~ComposedModel();

  [[nodiscard]] const Composition& composition() const { return composition_; }
  void set_training(bool training);

  Posterior infer(const Tensor& x);
  /// Codes of all latents, in order → the decoder's output before the output function, [B, D].
  Tensor decode(const std::vector<Tensor>& codes);
  /// The unweighted values of all losses for one batch, each a scalar; `epoch` drives the latents' schedules.
  std::vector<Tensor> losses(const Tensor& x, const Posterior& posterior, std::int64_t epoch, Stream& noise);
  /// The weighted sum of `values` in epoch `epoch`; terms of weight 0 are left out.
  [[nodiscard]] Tensor objective(const std::vector<Tensor>& values, std::int64_t epoch) const;
  /// The code used for evaluation, [B, W]: the mean, the probabilities, or x̂ itself.
  [[nodiscard]] Tensor code(std::size_t latent, const Posterior& posterior) const;

  /// "encoder/…", "heads/z.weight", "decoder/…".
  [[nodiscard]] NamedTensors parameters() const;
  [[nodiscard]] NamedTensors buffers() const;
  /// Takes over the parameters and buffers of a trained model of the same composition. Throws SpecError "stage.does-not-fit" for another one.
  void load(const StateDict& trained);
  [[nodiscard]] Capabilities capabilities() const;
  /// The first categorical latent, or -1.
  [[nodiscard]] std::int64_t assigning_latent() const { return assigning_; }

 private:
  struct Head {
    Tensor weight, bias;  ///< [P, F], [P]; undefined where the latent reads x̂
  };

  Composition composition_;
  std::unique_ptr<Network> encoder_;
  std::vector<Head> heads_;
  std::unique_ptr<Network> decoder_;
  std::int64_t assigning_ = -1;
  // A small object per capability, because a model without a categorical latent must not look like Assigns.
  std::unique_ptr<Embeds> embeds_;
  std::unique_ptr<Assigns> assigns_;
  std::unique_ptr<Reconstructs> reconstructs_;
  std::unique_ptr<Generates> generates_;
};

/// The model that `resolved` describes, with weights that mean nothing: to be loaded, or to see whether it can be made.
/// Throws what `compose` and the constructor throw.
std::unique_ptr<ComposedModel> untrained_model(const Value& resolved, const host::Registry& registry, BuildContext context, c10::Device device);

}  // namespace assay::train
