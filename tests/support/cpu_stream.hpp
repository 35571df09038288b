#pragma once

#include <cstdint>

#include "assay/core/random.hpp"

namespace test_support {

inline const c10::Device cpu(c10::DeviceType::CPU);

/// A stream of random numbers on the CPU.
inline assay::Stream stream(std::uint64_t seed = 1) { return {seed, cpu}; }

}  // namespace test_support
