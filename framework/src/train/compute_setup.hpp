#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <c10/core/Device.h>

namespace assay::train {

/// "cpu", "cuda" or "cuda:<index>". Throws SpecError "device.unknown" for other text and "device.unavailable" where this LibTorch
/// or this machine has no such device.
c10::Device parse_device(const std::string& text);

/// Prepares this process for one trial: thread count, deterministic algorithms, denormals flushed to zero (a dead unit's moments
/// decay into them, and arithmetic with them is many times slower), memory kept between steps instead of given back.
void set_up_compute(std::int64_t threads);

/// What the results may depend on besides the spec: torch, BLAS, CPU capability, device (CUDA, cuDNN), threads, denormals.
std::map<std::string, std::string> describe_compute(const c10::Device& device);

/// The largest resident memory of this process so far, in bytes.
std::int64_t peak_memory_bytes();

}  // namespace assay::train
