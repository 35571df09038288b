#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "assay/abi/export.hpp"
#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"

/// Layers whose weights come from a named stream; torch's own layers draw theirs from the global generator.

namespace assay {
inline namespace abi_1 {

/// How the weights of a new layer are drawn. Biases start at 0.
struct ASSAY_EXPORT WeightInit {
  std::string rule = "glorot_uniform";  ///< or "glorot_normal", "fan_in_uniform", "normal"
  double std = 0.01;                    ///< for "normal" only
  double gain = 1.0;                    ///< factor of all weights: √2 makes up for a ReLU that follows

  /// Fills `weight`, stored as [out, in, kernel…].
  void draw(const Tensor& weight, Stream& stream) const;
};

/// "relu", "elu" or "tanh", by name; throws InternalError "layer.unknown-activation" on any other. May overwrite `x`.
ASSAY_EXPORT Tensor activate(const std::string& activation, const Tensor& x);

/// x Wᵀ + b: [B, in] → [B, out].
class ASSAY_EXPORT Dense final : public torch::nn::Module {
 public:
  Dense(std::int64_t in, std::int64_t out, const WeightInit& init, Stream& stream);
  ~Dense() override;
  [[nodiscard]] Tensor forward(const Tensor& x) const;
  /// Of the parts {[B_0, w_0], [B_1, w_1], …} of x, side by side, Σ w_i = in: [B, out] of B = max B_i. Each row of a part with fewer stands for
  /// B / B_i rows in succession and is multiplied once.
  [[nodiscard]] Tensor forward(const std::vector<Tensor>& parts) const;

 private:
  Tensor weight_;
  Tensor bias_;
};

/// Σ_i (code_i W_iᵀ + b_i): the sum of one linear map per code, {[B, w_0], [B, w_1], …} → [B, out].
class ASSAY_EXPORT CodeSum final : public torch::nn::Module {
 public:
  CodeSum(const std::vector<std::int64_t>& code_widths, std::int64_t out, const WeightInit& init, Stream& stream);
  ~CodeSum() override;
  [[nodiscard]] Tensor forward(const std::vector<Tensor>& codes) const;

 private:
  std::vector<std::shared_ptr<Dense>> maps_;
};

/// A square convolution, or its transpose: [B, in, H, W] → [B, out, H', W'].
class ASSAY_EXPORT Convolution final : public torch::nn::Module {
 public:
  struct Shape {
    std::int64_t in = 1;
    std::int64_t out = 1;
    std::int64_t kernel = 1;
    std::int64_t stride = 1;
    bool transposed = false;
    std::int64_t output_padding = 0;  ///< of a transposed one: rows the mirrored convolution left unread
    std::int64_t padding = 0;         ///< zeros on each side, which a transposed one takes away
  };

  Convolution(const Shape& shape, const WeightInit& init, Stream& stream);
  ~Convolution() override;
  [[nodiscard]] Tensor forward(const Tensor& x) const;

 private:
  Shape shape_;
  Tensor weight_;
  Tensor bias_;
};

/// A convolution, or its transpose, of x [B, in, H, W] with `weight` [out, in, k, k] ([in, out, k, k] of a transpose) and `bias` [out], for layers
/// that make their weight anew in each step.
[[nodiscard]] ASSAY_EXPORT Tensor convolve(const Tensor& x, const Convolution::Shape& shape, const Tensor& weight, const Tensor& bias);

/// Batch normalisation over channels of [B, C] or [B, C, H, W] (Ioffe and Szegedy 2015). `momentum` is the weight of a new batch in the running
/// statistics.
///
/// A training batch with one value per channel has no variance; the running statistics then stand in, as in evaluation.
class ASSAY_EXPORT BatchNorm final : public torch::nn::Module {
 public:
  explicit BatchNorm(std::int64_t channels, double momentum = 0.01, double epsilon = 1e-3);
  ~BatchNorm() override;
  [[nodiscard]] Tensor forward(const Tensor& x) const;

 private:
  Tensor weight_;
  Tensor bias_;
  Tensor running_mean_;
  Tensor running_var_;
  double momentum_;
  double epsilon_;
};

}  // namespace abi_1
}  // namespace assay
