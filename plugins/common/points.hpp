#pragma once

#include <cstdint>
#include <vector>

#include <assay/plugin.hpp>

namespace plugin_common {

using assay::Tensor;

/// The samples less a mean, which keeps the expanded distance ‖x‖² − 2x·c + ‖c‖² accurate in single precision.
///
/// Distances between samples are those of the samples as given; centres are float64 [K, D] in the same shifted coordinates. Where rounding could
/// decide, distances are taken again in double precision.
class Points {
 public:
  /// x [N, D]; throws TrialError "samples.not-finite".
  explicit Points(const Tensor& x);
  /// The same, shifted by `mean` float64 [D], to compare with points of that mean.
  Points(const Tensor& x, Tensor mean);

  [[nodiscard]] std::int64_t count() const { return centred_.size(0); }
  [[nodiscard]] std::int64_t dimensions() const { return centred_.size(1); }
  [[nodiscard]] const float* row(std::int64_t i) const { return centred_.data_ptr<float>() + i * dimensions(); }
  /// The same row before the shift.
  [[nodiscard]] const float* source(std::int64_t i) const { return samples_.data_ptr<float>() + i * dimensions(); }
  /// Row i in double precision, [D].
  [[nodiscard]] Tensor point(std::int64_t i) const { return centred_.select(0, i).to(torch::kFloat64); }
  /// Rows [begin, begin + rows) as a view.
  [[nodiscard]] Tensor rows(std::int64_t begin, std::int64_t rows) const { return centred_.narrow(0, begin, rows); }
  [[nodiscard]] double squared_norm(std::int64_t i) const { return squared_norms_[static_cast<std::size_t>(i)]; }
  /// Σ_i ‖x_i‖² of the shifted samples.
  [[nodiscard]] double total_squared_norm() const { return total_squared_norm_; }
  /// Variance (over N) averaged over the dimensions.
  [[nodiscard]] double mean_variance() const;
  /// What was subtracted, float64 [D].
  [[nodiscard]] const Tensor& mean() const { return mean_; }
  /// Rows that are worth handling at once: about a megabyte.
  [[nodiscard]] std::int64_t block() const;

 private:
  Tensor samples_;  ///< as given
  Tensor mean_;
  Tensor centred_;
  std::vector<double> squared_norms_;
  double total_squared_norm_ = 0.0;
};

/// ‖x − c‖² in double precision.
double squared_distance(const float* x, const double* centre, std::int64_t dimensions);
double squared_distance(const float* x, const float* y, std::int64_t dimensions);

/// ‖c‖² of each row of float64 [K, D].
std::vector<double> squared_norms(const Tensor& centres);

/// Bound on the rounding error of an expanded distance, relative to ‖x‖² + ‖c‖².
double rounding_margin(std::int64_t dimensions);

}  // namespace plugin_common
