#pragma once

#include <cstdint>

#include "assay/abi/export.hpp"
#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"

/// What a trained model can do. A metric, figure or export asks for the one it needs; a model offers what it has.
/// All work on batches, in evaluation mode, without gradients, on the model's device. `x` is [B, D].

namespace assay {
inline namespace abi_1 {

class ASSAY_EXPORT Embeds {
 public:
  virtual ~Embeds();
  /// Width F of the features.
  [[nodiscard]] virtual std::int64_t features() const = 0;
  /// [B, D] → [B, F]: the feature representation.
  virtual Tensor embed(const Tensor& x) = 0;
};

/// Of a model that embeds: its features are the means of diagonal Gaussians q(z | x), from which a method on such features can draw in every step.
class ASSAY_EXPORT EmbedsGaussian {
 public:
  virtual ~EmbedsGaussian();
  /// [B, D] → [B, F]: ln σ² of the Gaussian whose mean `embed` gives; −∞ where nothing is left to chance.
  virtual Tensor embed_log_variance(const Tensor& x) = 0;
};

class ASSAY_EXPORT Assigns {
 public:
  virtual ~Assigns();
  [[nodiscard]] virtual std::int64_t clusters() const = 0;
  /// [B, D] → [B, K], rows sum to 1; one-hot for hard clusterings.
  virtual Tensor responsibilities(const Tensor& x) = 0;
  /// The cluster of those samples that belong to no cluster, -1 when there is none such. Accuracy counts its samples as errors.
  [[nodiscard]] virtual std::int64_t noise_cluster() const { return -1; }
};

/// Knows classes by their names, which takes labels: a method that was given none is not asked.
class ASSAY_EXPORT Classifies {
 public:
  virtual ~Classifies();
  /// [B, D] → [B, C] class probabilities, rows sum to 1.
  virtual Tensor class_probabilities(const Tensor& x) = 0;
};

class ASSAY_EXPORT Reconstructs {
 public:
  virtual ~Reconstructs();
  /// [B, D] → [B, D] in the range of the data.
  virtual Tensor reconstruct(const Tensor& x) = 0;
};

class ASSAY_EXPORT Generates {
 public:
  virtual ~Generates();
  [[nodiscard]] virtual std::int64_t categories() const = 0;
  /// Width of the style code z.
  [[nodiscard]] virtual std::int64_t style_width() const = 0;
  /// category [B] int64, style [B, d] → [B, D] in the range of the data.
  virtual Tensor generate(const Tensor& category, const Tensor& style) = 0;
  /// The style code of given samples, [B, D] → [B, d].
  virtual Tensor style(const Tensor& x) = 0;
};

}  // namespace abi_1
}  // namespace assay
