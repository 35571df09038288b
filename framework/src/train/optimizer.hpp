#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "assay/core/tensor.hpp"
#include "assay/core/value.hpp"
#include "base/settings.hpp"

namespace assay::train {

/// Changes parameters along their gradients, with the semantics of PyTorch's optimizers. A parameter without a gradient stays as it is.
///
/// Contiguous float32 parameters on the CPU take one fused pass over memory; all others go through tensor operations.
class Optimizer {
 public:
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer();

  /// Scales gradients whose global L2 norm exceeds `clip_norm` (> 0) down to it, takes one step and drops the gradients.
  void step(double lr, double clip_norm);

  /// The moments by name ("m/encoder/layer0.weight") and the number of steps taken.
  [[nodiscard]] NamedTensors state() const;
  /// Throws DataError "checkpoint.unusable" when `state` is not of these parameters.
  void restore(const NamedTensors& state);

 protected:
  /// One parameter and what the method remembers of it.
  struct Slot {
    std::string name;
    Tensor parameter;
    std::vector<Tensor> moments;
    bool fused = false;
  };

  Optimizer(const NamedTensors& parameters, std::vector<std::string> moment_names);

  virtual void update_fused(Slot& slot, const Tensor& gradient, double lr, double gradient_scale) = 0;
  virtual void update_generic(Slot& slot, const Tensor& gradient, double lr) = 0;
  [[nodiscard]] std::int64_t steps() const { return steps_; }

 private:
  double clip(double clip_norm);

  std::vector<std::string> moment_names_;
  std::vector<Slot> slots_;
  std::int64_t steps_ = 0;
};

/// The optimizer that a table { use = "adam" | "sgd", … } names. Throws SpecError.
std::unique_ptr<Optimizer> make_optimizer(const Value& table, const NamedTensors& parameters);

}  // namespace assay::train
