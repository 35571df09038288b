#pragma once

#include <cstdint>
#include <limits>

#include <assay/plugin.hpp>

namespace depict {

/// Keeps the weights of the best epoch so far and counts the epochs since.
class EarlyStopping {
 public:
  /// Higher scores are better; of equal ones the first counts. Copies `weights` when the score is a new best.
  void observe(double score, const assay::NamedTensors& weights);
  [[nodiscard]] std::int64_t epochs_since_best() const { return epochs_since_best_; }
  /// Copies the best weights into `weights`, the tensors of the network that was observed.
  void put_best_into(const assay::NamedTensors& weights) const;

  void save(assay::StateDict& state) const;
  void restore(const assay::StateDict& state);

 private:
  double best_score_ = -std::numeric_limits<double>::infinity();
  std::int64_t epochs_since_best_ = 0;
  assay::NamedTensors best_weights_;
};

}  // namespace depict
