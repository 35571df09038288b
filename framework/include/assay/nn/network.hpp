#pragma once

#include <utility>
#include <vector>

#include <c10/core/Device.h>

#include "assay/abi/export.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {

/// A trainable function of tensors. Rows are samples.
class ASSAY_EXPORT Network {
 public:
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network();

  virtual Tensor forward(const std::vector<Tensor>& inputs) = 0;
  /// {h [B, H], output}: what the last linear layer reads, for further layers beside it, and what `forward` gives.
  /// A network that does not end in a linear layer gives its output twice.
  virtual std::pair<Tensor, Tensor> forward_with_hidden(const std::vector<Tensor>& inputs);
  /// true: batch statistics and noise; false: the behaviour used for evaluation.
  virtual void set_training(bool training) = 0;
  virtual void to(c10::Device device) = 0;
  /// Trained tensors, and the ones that training only updates (batch-norm statistics).
  [[nodiscard]] virtual NamedTensors parameters() const = 0;
  [[nodiscard]] virtual NamedTensors buffers() const = 0;

 protected:
  Network() = default;
};

}  // namespace abi_1
}  // namespace assay
