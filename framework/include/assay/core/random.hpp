#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>

#include "assay/abi/export.hpp"
#include "assay/core/tensor.hpp"

namespace assay {
inline namespace abi_1 {

/// A named source of random numbers, independent of every other. All draws are float32 on the stream's device unless stated.
///
/// The state is small and can be saved, so a resumed trial draws what the undisturbed one would have drawn.
class ASSAY_EXPORT Stream {
 public:
  Stream(std::uint64_t seed, c10::Device device);

  /// U[0, 1) of the given shape.
  Tensor uniform(at::IntArrayRef shape);
  /// U[low, high).
  Tensor uniform(at::IntArrayRef shape, double low, double high);
  /// N(0, 1).
  Tensor normal(at::IntArrayRef shape);
  /// Gumbel(0, 1), as −ln E with E ~ Exponential(1): no clamp needed.
  Tensor gumbel(at::IntArrayRef shape);
  /// A random order of 0 … count−1 as int64, on the stream's device.
  Tensor permutation(std::int64_t count);
  /// 1 with probability `keep`, else 0.
  Tensor bernoulli(at::IntArrayRef shape, double keep);
  /// One whole number in [0, bound); bound >= 1.
  std::int64_t integer(std::int64_t bound);
  /// One number in [0, 1) in double precision.
  double real();

  [[nodiscard]] const at::Generator& generator() const { return generator_; }
  [[nodiscard]] c10::Device device() const { return device_; }
  /// The generator's state as a uint8 tensor on the CPU.
  [[nodiscard]] Tensor state() const;
  void set_state(const Tensor& state);

 private:
  at::Generator generator_;
  c10::Device device_;
};

/// The streams of one trial. A stream's seed is SHA-256(seed, name), so a new draw in one never shifts another.
///
/// Names in use: "init" (weights), "shuffle" (batch order), "sample" (latents, noise), "split" (choice of samples).
class ASSAY_EXPORT Streams {
 public:
  explicit Streams(std::uint64_t seed, c10::Device device = c10::Device(c10::DeviceType::CPU));

  /// The stream of that name on the trial's device; made on first use. The reference stays valid.
  Stream& get(std::string_view name);
  /// Same, but always on the CPU: for draws that steer the program rather than fill tensors.
  Stream& host(std::string_view name);

  /// States of all streams made so far, by name; `restore` makes the missing ones.
  [[nodiscard]] NamedTensors state() const;
  void restore(const NamedTensors& state);

 private:
  Stream& make(const std::string& key, c10::Device device);

  std::uint64_t seed_;
  c10::Device device_;
  std::map<std::string, std::unique_ptr<Stream>, std::less<>> streams_;
};

/// The seed of a named stream: the first eight bytes of SHA-256("assay-stream", seed, name), big-endian.
ASSAY_EXPORT std::uint64_t stream_seed(std::uint64_t seed, std::string_view name);

}  // namespace abi_1
}  // namespace assay
