#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "assay/abi/export.hpp"
#include "assay/core/tensor.hpp"
#include "assay/options/optimizer.hpp"

namespace assay {
inline namespace abi_1 {

/// Changes parameters along their gradients, with the semantics of PyTorch's optimizers. A parameter without a gradient stays as it is.
///
/// Contiguous float32 parameters on the CPU take one fused pass over memory; all others go through tensor operations on the whole list of them,
/// which a GPU does in a few launches.
class ASSAY_EXPORT Optimizer {
 public:
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer();

  /// Scales gradients whose global L2 norm exceeds `clip_norm` (> 0) down to it, takes one step and drops the gradients.
  void step(double lr, double clip_norm = 0.0);
  /// Learning-rate factor of the parameters whose names end in `suffix` ("bias"), 1 unless set.
  void scale_lr(const std::string& suffix, double factor);

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
    double lr_factor = 1.0;
    bool fused = false;
  };

  /// Parameters that are changed with one learning rate, entry i of each list belonging together.
  struct Group {
    std::vector<Tensor> parameters;
    std::vector<Tensor> gradients;
    std::vector<std::vector<Tensor>> moments;  ///< [moment][parameter]
  };

  Optimizer(const NamedTensors& parameters, std::vector<std::string> moment_names);

  virtual void update_fused(Slot& slot, const Tensor& gradient, double lr, double gradient_scale) = 0;
  virtual void update_generic(Group& group, double lr) = 0;
  [[nodiscard]] std::int64_t steps() const { return steps_; }

 private:
  [[nodiscard]] double clip(double clip_norm) const;
  void step_fused(double lr, double gradient_scale);
  void step_generic(double lr, double gradient_scale);

  std::vector<std::string> moment_names_;
  std::vector<Slot> slots_;
  std::int64_t steps_ = 0;
};

ASSAY_EXPORT std::unique_ptr<Optimizer> make_adam(const AdamOptions& options, const NamedTensors& parameters);
/// Throws SpecError "spec.nesterov-without-momentum".
ASSAY_EXPORT std::unique_ptr<Optimizer> make_sgd(const SgdOptions& options, const NamedTensors& parameters);

}  // namespace abi_1
}  // namespace assay
