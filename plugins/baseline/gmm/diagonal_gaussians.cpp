#include <ATen/Parallel.h>

#include "mixture.hpp"

namespace assay::baseline_gmm {
namespace {

/// Σ_d ((x_d − μ_d) p_d)², where p_d = 1/σ_d.
double scaled_distance(const double* x, const double* mean, const double* precision, std::int64_t dimensions) {
  // Four sums that do not depend on each other let the processor overlap them.
  double sums[4] = {0.0, 0.0, 0.0, 0.0};
  std::int64_t d = 0;
  for (; d + 4 <= dimensions; d += 4) {
    for (std::int64_t lane = 0; lane < 4; ++lane) {
      const double y = (x[d + lane] - mean[d + lane]) * precision[d + lane];
      sums[lane] += y * y;
    }
  }
  for (; d < dimensions; ++d) {
    const double y = (x[d] - mean[d]) * precision[d];
    sums[0] += y * y;
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// One component's row of work at a time: each reads the block and writes what is its own, so threads do not change any sum.
class DiagonalGaussians final : public Gaussians {
 public:
  explicit DiagonalGaussians(const Mixture& mixture)
      : mixture_({mixture.weights.contiguous(), mixture.means.contiguous(), mixture.spread.contiguous()}),
        precision_(mixture_.spread.rsqrt()),
        counts_(torch::zeros_like(mixture_.weights)),
        first_(torch::zeros_like(mixture_.means)),
        second_(torch::zeros_like(mixture_.means)) {
    const Tensor smallest = mixture_.spread.amin(1);
    for (std::int64_t k = 0; k < mixture_.components(); ++k) {
      if (!(smallest[k].item<double>() > 0.0)) throw not_positive_definite(k);
    }
    constants_ = mixture_.weights.log() - 0.5 * static_cast<double>(mixture_.dimensions()) * ln_two_pi - 0.5 * mixture_.spread.log().sum(1);
  }

  Tensor joint(const Tensor& rows) override {
    rows_ = rows;
    Tensor out = torch::empty({mixture_.components(), rows.size(0)}, torch::kFloat64);
    at::parallel_for(0, mixture_.components(), 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) joint_of(k, out.data_ptr<double>() + k * rows.size(0));
    });
    return out;
  }
  void add(const Tensor& responsibilities) override {
    const Tensor shares = responsibilities.contiguous();
    at::parallel_for(0, mixture_.components(), 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) add_to(k, shares.data_ptr<double>() + k * rows_.size(0));
    });
  }

  Update maximise(std::int64_t samples, double floor) const override {
    Update update;
    update.counts = padded_counts(counts_);
    const Tensor shift = first_ / update.counts.unsqueeze(1);
    update.mixture.weights = update.counts / static_cast<double>(samples);
    update.mixture.means = mixture_.means + shift;
    update.mixture.spread = (second_ / update.counts.unsqueeze(1) - shift.square()).clamp_min(0.0) + floor;
    return update;
  }
  double expected_joint(double floor) const override {
    const Tensor trace = (1.0 - floor * precision_.square()).sum(1);
    return (mixture_.weights * (constants_ - 0.5 * trace)).sum().item<double>();
  }

 private:
  void joint_of(std::int64_t k, double* out) const {
    const std::int64_t width = mixture_.dimensions();
    const double* mean = mixture_.means.data_ptr<double>() + k * width;
    const double* precision = precision_.data_ptr<double>() + k * width;
    const double constant = constants_.data_ptr<double>()[k];
    const double* x = rows_.data_ptr<double>();
    for (std::int64_t i = 0; i < rows_.size(0); ++i, x += width) out[i] = constant - 0.5 * scaled_distance(x, mean, precision, width);
  }
  void add_to(std::int64_t k, const double* shares) {
    const std::int64_t width = mixture_.dimensions();
    const double* mean = mixture_.means.data_ptr<double>() + k * width;
    double* first = first_.data_ptr<double>() + k * width;
    double* second = second_.data_ptr<double>() + k * width;
    const double* x = rows_.data_ptr<double>();
    for (std::int64_t i = 0; i < rows_.size(0); ++i, x += width) {
      if (shares[i] == 0.0) continue;  // most are, in many dimensions
      counts_.data_ptr<double>()[k] += shares[i];
      for (std::int64_t d = 0; d < width; ++d) {
        const double difference = x[d] - mean[d];
        first[d] += shares[i] * difference;
        second[d] += shares[i] * difference * difference;
      }
    }
  }

  Mixture mixture_;
  Tensor precision_;  ///< 1/σ [K, D]
  Tensor constants_;  ///< ln π − ½ D ln 2π − Σ ln σ, [K]
  Tensor counts_;     ///< Σ r [K]
  Tensor first_;      ///< Σ r (x − μ) [K, D]
  Tensor second_;     ///< Σ r (x − μ)² [K, D]
  Tensor rows_;       ///< the last block, [B, D]
};

}  // namespace

std::unique_ptr<Gaussians> make_diagonal_gaussians(const Mixture& mixture) { return std::make_unique<DiagonalGaussians>(mixture); }

}  // namespace assay::baseline_gmm
