#include "mixture.hpp"

namespace assay::baseline_gmm {
namespace {

/// Σ_k = L Lᵀ. The samples are whitened with all components in one product: y = L⁻¹(x − μ), with a row of ones below it, so that
/// Σ r [y; 1][y; 1]ᵀ holds the counts and both moments.
class FullGaussians final : public Gaussians {
 public:
  explicit FullGaussians(const Mixture& mixture) : mixture_(mixture), components_(mixture.components()), dimensions_(mixture.dimensions()) {
    const auto [factor, failures] = torch::linalg_cholesky_ex(mixture.spread);
    for (std::int64_t k = 0; k < components_; ++k) {
      if (failures[k].item<int>() != 0) throw not_positive_definite(k);
    }
    factor_ = factor;
    inverse_ = torch::linalg_solve_triangular(factor, torch::eye(dimensions_, torch::kFloat64).expand_as(factor), /*upper=*/false);
    constants_ = mixture.weights.log() - 0.5 * static_cast<double>(dimensions_) * ln_two_pi - factor.diagonal(0, 1, 2).log().sum(1);
    whitening_ = torch::zeros({components_, dimensions_ + 1, dimensions_}, torch::kFloat64);
    whitening_.narrow(1, 0, dimensions_).copy_(inverse_);
    offset_ = torch::ones({components_, dimensions_ + 1, 1}, torch::kFloat64);
    offset_.narrow(1, 0, dimensions_).copy_(-inverse_.bmm(mixture.means.unsqueeze(2)));
    moments_ = torch::zeros({components_, dimensions_ + 1, dimensions_ + 1}, torch::kFloat64);
  }

  Tensor joint(const Tensor& rows) override {
    whitened_ = torch::addmm(offset_.view({-1, 1}), whitening_.view({-1, dimensions_}), rows.t()).view({components_, dimensions_ + 1, -1});
    return torch::add(constants_.unsqueeze(1), whitened_.narrow(1, 0, dimensions_).square().sum(1), -0.5);
  }
  void add(const Tensor& responsibilities) override { moments_.baddbmm_(whitened_ * responsibilities.unsqueeze(1), whitened_.transpose(1, 2)); }

  Update maximise(std::int64_t samples, double floor) const override {
    const Tensor counts = padded_counts(moments_.select(1, dimensions_).select(1, dimensions_));
    const Tensor scaled = moments_ / counts.view({-1, 1, 1});
    const Tensor shift = scaled.narrow(1, 0, dimensions_).narrow(2, dimensions_, 1);  // [K, D, 1], whitened
    const Tensor whitened = scaled.narrow(1, 0, dimensions_).narrow(2, 0, dimensions_) - shift.bmm(shift.transpose(1, 2));
    const Tensor covariances = factor_.bmm(whitened).bmm(factor_.transpose(1, 2));
    Update update;
    update.counts = counts;
    update.mixture.weights = counts / static_cast<double>(samples);
    update.mixture.means = mixture_.means + factor_.bmm(shift).squeeze(2);
    update.mixture.spread = 0.5 * (covariances + covariances.transpose(1, 2)) + floor * torch::eye(dimensions_, torch::kFloat64);
    return update;
  }
  double expected_joint(double floor) const override {
    // tr(Σ⁻¹ (Σ − floor I)) = D − floor ‖L⁻¹‖².
    const Tensor trace = static_cast<double>(dimensions_) - floor * inverse_.square().sum({1, 2});
    return (mixture_.weights * (constants_ - 0.5 * trace)).sum().item<double>();
  }

 private:
  Mixture mixture_;
  std::int64_t components_;
  std::int64_t dimensions_;
  Tensor factor_;     ///< L [K, D, D]
  Tensor inverse_;    ///< L⁻¹ [K, D, D]
  Tensor constants_;  ///< ln π − ½ D ln 2π − Σ ln L_dd, [K]
  Tensor whitening_;  ///< [K, D+1, D]
  Tensor offset_;     ///< [K, D+1, 1]
  Tensor moments_;    ///< Σ r [y; 1][y; 1]ᵀ, [K, D+1, D+1]
  Tensor whitened_;   ///< of the last block, [K, D+1, B]
};

}  // namespace

std::unique_ptr<Gaussians> make_full_gaussians(const Mixture& mixture) { return std::make_unique<FullGaussians>(mixture); }

}  // namespace assay::baseline_gmm
