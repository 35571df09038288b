#pragma once

#include <cstdint>
#include <memory>

#include <assay/plugin.hpp>

namespace depict {

using assay::Tensor;

/// Height and width of a map.
struct MapSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// Of the image and after each convolution: 28×28, 13×13, 7×7, or 16×16, 7×7, 4×4.
struct MapSizes {
  MapSize image;
  MapSize first;
  MapSize second;
};

/// Throws SpecError "depict.no-images" for data that are no images, "depict.image-too-small" when a side has less than 4 pixels.
MapSizes map_sizes(const assay::DatasetInfo& data);

/// The image and the activations of both convolutions, or what the decoder makes of them: [B, C, H, W] each.
struct Layers {
  Tensor image;
  Tensor first;
  Tensor second;
};

/// The networks of DEPICT: a convolutional encoder with tanh codes of width K, its mirror as decoder, and a softmax layer on the codes.
///
/// Encoder: convolution 4×4 of stride 2 – leaky ReLU – convolution 5×5 of stride 2, padding 2 – leaky ReLU – linear – tanh.
/// Decoder: linear – leaky ReLU – the transposed convolutions with a leaky ReLU between them – tanh. Leaky ReLUs have slope 0.01 below 0.
/// Weights are drawn with Glorot's uniform rule; those of the softmax layer start at 0, which makes all clusters equally probable.
class DepictNetwork final : public torch::nn::Module {
 public:
  DepictNetwork(const assay::DatasetInfo& data, std::int64_t maps, std::int64_t clusters, assay::Stream& init);

  /// The clean path, x [B, D].
  [[nodiscard]] Layers activations(const Tensor& x) const;
  /// Codes [B, K] of the clean path, from its activations.
  [[nodiscard]] Tensor code(const Layers& activations) const { return code_of(activations.second); }
  /// Codes [B, K] of the noisy path: dropout on the image and on the first convolution's activations.
  [[nodiscard]] Tensor noisy_code(const Tensor& x, double dropout, assay::Stream& noise) const;
  /// What the decoder makes of codes [B, K].
  [[nodiscard]] Layers decode(const Tensor& code) const;
  /// Logits of the clusters, [B, K].
  [[nodiscard]] Tensor logits(const Tensor& code) const { return softmax_->forward(code); }

  /// Lets p_ik be proportional to exp(θ_kᵀ z_i) with the rows θ_k of `weights` [K, K].
  void start_softmax(const Tensor& weights);

  /// [B, D] → [B, K] or [B, D]: the clean path, without gradients.
  [[nodiscard]] Tensor embed(const Tensor& x) const;
  [[nodiscard]] Tensor probabilities(const Tensor& x) const;
  [[nodiscard]] Tensor reconstruct(const Tensor& x) const;

 private:
  [[nodiscard]] Tensor image(const Tensor& x) const;
  [[nodiscard]] Tensor code_of(const Tensor& second) const;

  std::int64_t channels_;
  std::int64_t maps_;
  MapSizes sizes_;
  std::shared_ptr<assay::Convolution> first_;
  std::shared_ptr<assay::Convolution> second_;
  std::shared_ptr<assay::Dense> code_;
  std::shared_ptr<assay::Dense> expand_;
  std::shared_ptr<assay::Convolution> second_mirror_;
  std::shared_ptr<assay::Convolution> first_mirror_;
  std::shared_ptr<assay::Dense> softmax_;
};

}  // namespace depict
