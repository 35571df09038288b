#pragma once

#include <memory>
#include <vector>

#include "swwae_options.hpp"
#include "what_where.hpp"

namespace assay::baseline_swwae {

/// What the encoder makes of a batch: of each stage, what its pooling leaves and where it was.
using Code = std::vector<WhatWhere>;

/// What the decoder makes of a code.
struct Decoded {
  Tensor x;                  ///< [B, D], not bounded
  std::vector<Tensor> what;  ///< of each stage but the last: of the shape of the code's "what"
};

/// Encoder: stages of convolutions, each with a ReLU and a border of zeros that keeps the size, and a pooling of 2×2. Kernels are 5×5 in the first
/// convolution and 3×3 in the others. Decoder: stage by stage from the last, unpooling to where the encoder's maxima were, and the transposed
/// convolutions in reverse order. The last of a stage gives as many channels as the unpooling below needs, or the image, without a ReLU; those
/// before it keep the channels that the encoder's have. A linear classifier reads the last "what".
///
/// Weights of layers with a ReLU are drawn from N(0, 2 / fan-in) (He et al. 2015), those of the two linear ones by Glorot's normal rule.
class WhatWhereNetwork final : public torch::nn::Module {
 public:
  WhatWhereNetwork(const SwwaeOptions& options, const assay::DatasetInfo& data, assay::Stream& init);

  /// x [B, D].
  [[nodiscard]] Code encode(const Tensor& x) const;
  [[nodiscard]] Decoded decode(const Code& code) const;
  /// The last "what" as features [B, F].
  [[nodiscard]] static Tensor features(const Code& code) { return code.back().what.flatten(1); }
  /// Features [B, F] → logits [B, K].
  [[nodiscard]] Tensor logits(const Tensor& features) const { return classifier_->forward(features); }

 private:
  class Stage;

  [[nodiscard]] WhatWhere pooled(const Tensor& maps) const;

  std::vector<std::int64_t> image_;
  bool hard_;
  double beta_;
  std::vector<std::shared_ptr<Stage>> encoder_;
  std::vector<std::shared_ptr<Stage>> decoder_;  ///< of each stage of the encoder its mirror, so that the last is applied first
  std::shared_ptr<assay::Dense> classifier_;
};

}  // namespace assay::baseline_swwae
