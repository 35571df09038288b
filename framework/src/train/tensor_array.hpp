#pragma once

#include <string>

#include "assay/core/tensor.hpp"
#include "record/array.hpp"

namespace assay::train {

/// `tensor` on the CPU, contiguous, as an array that keeps it alive. float32, float64, int64, uint8 and bool (as uint8) only.
record::Array to_array(std::string name, const Tensor& tensor);

/// A copy of the array as a tensor on the CPU.
Tensor to_tensor(const record::Array& array);

}  // namespace assay::train
