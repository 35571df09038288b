#include "assay/core/random.hpp"

#include <mutex>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include "base/sha256.hpp"

namespace assay {
inline namespace abi_1 {
namespace {

at::Generator make_generator(std::uint64_t seed, c10::Device device) {
  if (device.is_cpu()) return at::make_generator<at::CPUGeneratorImpl>(seed);
  at::Generator generator = at::globalContext().defaultGenerator(device).clone();
  generator.set_current_seed(seed);
  return generator;
}

constexpr const char* host_suffix = "@host";

}  // namespace

Stream::Stream(std::uint64_t seed, c10::Device device) : generator_(make_generator(seed, device)), device_(device) {}

Tensor Stream::uniform(at::IntArrayRef shape) {
  return torch::rand(shape, generator_, torch::TensorOptions().dtype(torch::kFloat32).device(device_));
}

Tensor Stream::uniform(at::IntArrayRef shape, double low, double high) { return uniform(shape).mul_(high - low).add_(low); }

Tensor Stream::normal(at::IntArrayRef shape) {
  return torch::randn(shape, generator_, torch::TensorOptions().dtype(torch::kFloat32).device(device_));
}

Tensor Stream::gumbel(at::IntArrayRef shape) {
  auto draws = torch::empty(shape, torch::TensorOptions().dtype(torch::kFloat32).device(device_));
  return draws.exponential_(1.0, generator_).log_().neg_();
}

Tensor Stream::permutation(std::int64_t count) {
  return torch::randperm(count, generator_, torch::TensorOptions().dtype(torch::kInt64).device(device_));
}

Tensor Stream::bernoulli(at::IntArrayRef shape, double keep) { return uniform(shape).lt(keep).to(torch::kFloat32); }

std::int64_t Stream::integer(std::int64_t bound) {
  auto draw = torch::empty({1}, torch::TensorOptions().dtype(torch::kInt64).device(device_));
  return draw.random_(0, bound, generator_).item<std::int64_t>();
}

double Stream::real() { return torch::rand({1}, generator_, torch::TensorOptions().dtype(torch::kFloat64).device(device_)).item<double>(); }

Tensor Stream::state() const { return generator_.get_state().clone(); }

void Stream::set_state(const Tensor& state) { generator_.set_state(state.to(torch::kCPU, torch::kUInt8).contiguous()); }

Streams::Streams(std::uint64_t seed, c10::Device device) : seed_(seed), device_(device) {}

Stream& Streams::make(const std::string& key, c10::Device device) {
  auto& slot = streams_[key];
  if (!slot) slot = std::make_unique<Stream>(stream_seed(seed_, key), device);
  return *slot;
}

Stream& Streams::get(std::string_view name) { return make(std::string(name), device_); }

Stream& Streams::host(std::string_view name) { return make(std::string(name) + host_suffix, c10::Device(c10::DeviceType::CPU)); }

NamedTensors Streams::state() const {
  NamedTensors out;
  for (const auto& entry : streams_) out.emplace_back(entry.first, entry.second->state());
  return out;
}

void Streams::restore(const NamedTensors& state) {
  for (const auto& [name, value] : state) {
    const std::string suffix = host_suffix;
    const bool on_host = name.size() > suffix.size() && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
    make(name, on_host ? c10::Device(c10::DeviceType::CPU) : device_).set_state(value);
  }
}

std::uint64_t stream_seed(std::uint64_t seed, std::string_view name) {
  const std::string digest = sha256_hex("assay-stream\n" + std::to_string(seed) + "\n" + std::string(name));
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

}  // namespace abi_1
}  // namespace assay
