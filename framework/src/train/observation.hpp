#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/tensor.hpp"
#include "train/composed_model.hpp"
#include "train/health.hpp"

namespace assay::train {

/// What an observation is to hold besides assignments and health, because it takes memory or time.
struct Wanted {
  bool features = false;
  bool responsibilities = false;
  bool probabilities = false;
};

/// What one pass over all samples in evaluation mode yields, on the CPU.
struct Observation {
  std::int64_t clusters = 0;
  Tensor assignments;                                  ///< [N] int64, or undefined when the model does not assign
  Tensor responsibilities;                             ///< [N, K] float32, or undefined when not asked for or the model does not assign
  std::int64_t noise = -1;                             ///< the cluster of samples that belong to none, or -1
  Tensor probabilities;                                ///< [N, C] float32, or undefined when not asked for or the model does not classify
  Tensor features;                                     ///< [N, F] float32, or undefined when not asked for or the model does not embed
  std::vector<std::pair<std::string, double>> health;  ///< values of series of cadence `eval`
};

using Observe = std::function<Observation(const Wanted& wanted)>;

/// Passes x [N, D] through the model in batches: each batch once, whatever is wanted.
class ModelObserver {
 public:
  ModelObserver(ComposedModel& model, Tensor x, std::int64_t batch);
  void declare(Recorder& recorder) const;
  /// Leaves the model in evaluation mode.
  Observation operator()(const Wanted& wanted);

 private:
  ComposedModel& model_;
  Tensor x_;
  std::int64_t batch_;
  std::vector<LatentHealth> health_;
};

/// The same through a model's capabilities.
Observation observe(const Capabilities& capabilities, const Tensor& x, std::int64_t batch, const Wanted& wanted);

}  // namespace assay::train
