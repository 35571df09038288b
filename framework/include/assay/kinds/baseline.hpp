#pragma once

#include "assay/core/context.hpp"
#include "assay/core/tensor.hpp"
#include "assay/kinds/component.hpp"

namespace assay {
inline namespace abi_1 {

/// A method with a procedure of its own. Also derive from the capabilities the trained model has (capabilities.hpp).
class ASSAY_EXPORT Baseline : public Component {
 public:
  ~Baseline() override;

  /// Trains on x [N, D]. What the method may know of classes, `context.labels()` tells. After `restore`, goes on where `save` was called, with the
  /// same bits as without the break.
  virtual void fit(const Tensor& x, FitContext& context) = 0;
  /// Everything that `fit` needs to go on and that the capabilities need afterwards.
  virtual void save(StateDict& state) const = 0;
  virtual void restore(const StateDict& state) = 0;
};

}  // namespace abi_1
}  // namespace assay
