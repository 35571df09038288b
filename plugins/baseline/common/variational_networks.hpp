#pragma once

#include <memory>
#include <vector>

#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

/// Bounds of every learned log-variance: beyond them variances only cause overflows.
inline Tensor bounded_log_variance(const Tensor& raw) { return raw.clamp(-10.0, 10.0); }

/// Each row as often in succession as makes `rows` of them.
inline Tensor repeated(const Tensor& values, std::int64_t rows) {
  return values.size(0) == rows ? values : values.repeat_interleave(rows / values.size(0), 0);
}

/// Parameters of diagonal Gaussians, [.., d] each.
struct Gaussian {
  Tensor mean;
  Tensor log_variance;

  [[nodiscard]] Tensor sample(assay::Stream& noise) const { return assay::gaussian_sample(mean, log_variance, noise.normal(mean.sizes())); }
  /// [B, K·d] as K Gaussians of width d: [B, K, d].
  [[nodiscard]] Gaussian split(std::int64_t count) const {
    return {mean.view({mean.size(0), count, -1}), log_variance.view({mean.size(0), count, -1})};
  }
};

constexpr double torch_batch_norm_momentum = 0.1;
/// Batch normalisation with Torch's constants, with which the models here were published.
inline std::shared_ptr<assay::BatchNorm> torch_batch_norm(std::int64_t channels) {
  return std::make_shared<assay::BatchNorm>(channels, torch_batch_norm_momentum, 1e-5);
}

/// Linear layers, each followed by batch normalisation if wanted and by ReLU, which lets `leak` times what is negative pass.
class HiddenLayers final : public torch::nn::Module {
 public:
  HiddenLayers(std::int64_t in, const std::vector<std::int64_t>& widths, bool batch_norm, const assay::WeightInit& init, assay::Stream& stream,
               double leak = 0.0);

  /// [B, in] → [B, width()].
  [[nodiscard]] Tensor forward(const Tensor& x) const { return forward(std::vector<Tensor>{x}); }
  /// Of the parts of x, of which some may have fewer rows: see Dense.
  [[nodiscard]] Tensor forward(const std::vector<Tensor>& parts) const;
  [[nodiscard]] std::int64_t width() const { return width_; }

 private:
  std::int64_t width_;
  double leak_;
  std::vector<std::shared_ptr<assay::Dense>> linear_;
  std::vector<std::shared_ptr<assay::BatchNorm>> norms_;
};

/// How a layer's numbers become a variance: σ² = e^r, or σ² = ln(1 + e^r).
enum class VarianceLink { exponential, softplus };

/// A diagonal Gaussian whose mean and r are linear in the features. ln σ² stays within ±10.
class GaussianHead final : public torch::nn::Module {
 public:
  GaussianHead(std::int64_t in, std::int64_t width, VarianceLink link, const assay::WeightInit& init, assay::Stream& stream);

  [[nodiscard]] Gaussian forward(const Tensor& features) const;

 private:
  VarianceLink link_;
  std::shared_ptr<assay::Dense> mean_;
  std::shared_ptr<assay::Dense> variance_;
};

/// Hidden layers and a linear layer: codes to outputs.
class Decoder final : public torch::nn::Module {
 public:
  Decoder(std::int64_t code, const std::vector<std::int64_t>& hidden, std::int64_t out, const assay::WeightInit& init, assay::Stream& stream)
      : Decoder(code, hidden, out, init, init, stream) {}
  /// The linear layer with weights of its own kind.
  Decoder(std::int64_t code, const std::vector<std::int64_t>& hidden, std::int64_t out, const assay::WeightInit& init,
          const assay::WeightInit& output_init, assay::Stream& stream);

  [[nodiscard]] Tensor forward(const Tensor& code) const { return output_->forward(hidden_->forward(code)); }
  [[nodiscard]] Tensor forward(const std::vector<Tensor>& parts) const { return output_->forward(hidden_->forward(parts)); }

 private:
  std::shared_ptr<HiddenLayers> hidden_;
  std::shared_ptr<assay::Dense> output_;
};

}  // namespace baselines
