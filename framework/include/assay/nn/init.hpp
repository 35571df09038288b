#pragma once

#include <cstdint>

#include "assay/abi/export.hpp"
#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {
namespace init {

/// Fills `weight` with U(±√(6/(fan_in+fan_out))) (Glorot and Bengio 2010). Fans of a convolution count the kernel's area.
ASSAY_EXPORT void glorot_uniform(const Tensor& weight, Stream& stream);
/// Fills `weight` with N(0, 2/(fan_in+fan_out)) (Glorot and Bengio 2010).
ASSAY_EXPORT void glorot_normal(const Tensor& weight, Stream& stream);
/// Fills `weight` with U(±√(1/fan_in)).
ASSAY_EXPORT void fan_in_uniform(const Tensor& weight, Stream& stream);
/// Fills `weight` with N(0, std²).
ASSAY_EXPORT void normal(const Tensor& weight, double std, Stream& stream);
ASSAY_EXPORT void constant(const Tensor& tensor, double value);

}  // namespace init
}  // namespace abi_1
}  // namespace assay
