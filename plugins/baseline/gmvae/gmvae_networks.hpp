#pragma once

#include <memory>
#include <utility>

#include "../common/variational_networks.hpp"

namespace assay::baseline_gmvae {

using baselines::Gaussian;

/// Widths of the model: x of the code that the data come from, w of the code that places the clusters.
struct Layout {
  bool convolutional = false;  ///< for images of 28×28
  std::int64_t hidden = 1000;
  std::int64_t x_width = 200;
  std::int64_t w_width = 150;
  std::int64_t clusters = 10;
};

/// q(x | y) and q(w | y) of data y, from one trunk: 16@6, 32@6, 64@4 stride 2, hidden@9 convolutions, or two layers of `hidden` units, each with
/// batch normalisation and ReLU.
class Inference : public torch::nn::Module {
 public:
  /// {q(x | y), q(w | y)}, [B, x_width] and [B, w_width].
  [[nodiscard]] std::pair<Gaussian, Gaussian> forward(const Tensor& y) const { return heads(trunk(y)); }

 protected:
  Inference(const Layout& layout, DatasetInfo data) : layout_(layout), data_(std::move(data)) {}
  /// Registered after the trunk, which draws its weights first.
  void make_heads(std::int64_t in, Stream& init);
  [[nodiscard]] virtual Tensor trunk(const Tensor& y) const = 0;

  Layout layout_;
  DatasetInfo data_;

 private:
  [[nodiscard]] std::pair<Gaussian, Gaussian> heads(const Tensor& features) const { return {x_->forward(features), w_->forward(features)}; }

  std::shared_ptr<baselines::GaussianHead> x_;
  std::shared_ptr<baselines::GaussianHead> w_;
};

/// p(y | x) before its output function: the mirror of the trunk, without batch normalisation in the fully connected case.
class Generator : public torch::nn::Module {
 public:
  [[nodiscard]] virtual Tensor forward(const Tensor& x) const = 0;  ///< [B, x_width] → [B, D]
};

/// p(x | w, z = k) = N(μ_k(w), diag σ²_k(w)) of all K components: a layer of tanh, then one linear layer per component.
class ComponentPrior final : public torch::nn::Module {
 public:
  ComponentPrior(const Layout& layout, Stream& init);
  /// [B, w_width] → means and log-variances of [B, K, x_width].
  [[nodiscard]] Gaussian forward(const Tensor& w) const;

 private:
  std::int64_t clusters_;
  std::shared_ptr<Dense> hidden_;
  std::shared_ptr<baselines::GaussianHead> components_;
};

std::shared_ptr<Inference> make_inference(const Layout& layout, const DatasetInfo& data, Stream& init);
std::shared_ptr<Generator> make_generator(const Layout& layout, const DatasetInfo& data, Stream& init);

/// ln N(x; μ_k(w), σ²_k(w)), [B, K]: the logits of p(z | x, w), since p(z) is uniform.
inline Tensor component_logits(const Tensor& x, const Gaussian& components) {
  return gaussian_log_density(x.unsqueeze(1), components.mean, components.log_variance);
}

/// max(λ, KL_z): below λ the term neither costs nor pulls (Dilokthanakul et al. 2016, section 3.3).
inline Tensor minimum_information(const Tensor& z_kl, double lambda) { return z_kl.clamp_min(lambda); }

}  // namespace assay::baseline_gmvae
