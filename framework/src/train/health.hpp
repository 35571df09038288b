#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/tensor.hpp"
#include "assay/record/recorder.hpp"
#include "train/composed_model.hpp"

namespace assay::train {

/// Gathers, batch by batch in evaluation mode, the series that show whether a latent works:
///   <name>.kl                KL(q ‖ prior), nat, mean over the samples (families with a prior)
///   <name>.entropy           mean of H(q(c | x)), nat: ln K means that the category is ignored
///   <name>.marginal_entropy  H of the mean of q(c | x), nat: 0 means that one cluster took all
///   <name>.smallest_share, <name>.largest_share   of the samples, by hard assignment
///   <name>.used_clusters     clusters with at least a tenth of an equal share
///   <name>.active_units      dimensions with Var_x μ_k > 0.01 (Burda, Grosse, Salakhutdinov 2016)
class LatentHealth {
 public:
  LatentHealth(std::string name, LatentFamily family, std::int64_t width);

  void declare(Recorder& recorder) const;
  void clear();
  /// One batch: the KL of each sample [B] and the code [B, W]: μ, or π.
  void add(const Tensor& kl, const Tensor& code);
  /// Name and value of each series.
  [[nodiscard]] std::vector<std::pair<std::string, double>> values() const;

 private:
  void add_categorical_values(std::vector<std::pair<std::string, double>>& out) const;

  std::string name_;
  LatentFamily family_;
  std::int64_t width_;
  double count_ = 0.0;
  Tensor kl_, entropy_;              ///< sums, scalars, float64
  Tensor sums_, squares_, members_;  ///< [W] float64: Σ code, Σ code², hard assignments per cluster
};

}  // namespace assay::train
