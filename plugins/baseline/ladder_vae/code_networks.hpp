#pragma once

#include <cstdint>
#include <memory>

#include "../common/variational_networks.hpp"

namespace assay::baseline_ladder_vae {

using baselines::Gaussian;

/// What all networks of a model share. Each has two hidden layers of equal width, with leaky ReLU.
struct NetworkForm {
  bool batch_norm = true;  ///< after every layer but the one that gives the data: means and variances of Gaussians too
  double leak = 0.01;      ///< slope of the activation below 0
};

/// The product of two Gaussians' densities, normalised: σ⁻² = σ_a⁻² + σ_b⁻² and μ = σ² (μ_a σ_a⁻² + μ_b σ_b⁻²) (Sønderby et al. 2016, eq. 17, 18).
/// An infinite variance leaves the other one as it is.
Gaussian merged(const Gaussian& a, const Gaussian& b);

/// A linear layer, normalised over the batch if wanted.
class NormalizedDense final : public torch::nn::Module {
 public:
  /// `bias`: what the units give at first when all their inputs are 0, or, with normalisation, on average.
  NormalizedDense(std::int64_t in, std::int64_t out, bool batch_norm, double bias, Stream& init);

  [[nodiscard]] Tensor forward(const Tensor& x) const;

 private:
  std::shared_ptr<Dense> linear_;
  std::shared_ptr<BatchNorm> norm_;  ///< may be empty
};

/// A diagonal Gaussian given numbers: hidden layers, then μ and σ² = ln(1 + e^r) + 10⁻⁵, with ln σ² within ±10.
class GaussianNetwork final : public torch::nn::Module {
 public:
  GaussianNetwork(std::int64_t in, std::int64_t hidden, std::int64_t out, const NetworkForm& form, Stream& init);

  [[nodiscard]] Gaussian forward(const Tensor& x) const { return head(features(x)); }
  /// The last hidden layer, [B, in] → [B, hidden], and the Gaussian given that.
  [[nodiscard]] Tensor features(const Tensor& x) const { return hidden_->forward(x); }
  [[nodiscard]] Gaussian head(const Tensor& features) const;

 private:
  std::shared_ptr<baselines::HiddenLayers> hidden_;
  std::shared_ptr<NormalizedDense> mean_;
  std::shared_ptr<NormalizedDense> variance_;
};

/// The code z_1 to the data, before the output function, whose layer is not normalised.
class DataNetwork final : public torch::nn::Module {
 public:
  DataNetwork(std::int64_t in, std::int64_t hidden, std::int64_t out, const NetworkForm& form, Stream& init);

  [[nodiscard]] Tensor forward(const Tensor& z) const { return output_->forward(hidden_->forward(z)); }

 private:
  std::shared_ptr<baselines::HiddenLayers> hidden_;
  std::shared_ptr<Dense> output_;
};

}  // namespace assay::baseline_ladder_vae
