#include "train/compute_setup.hpp"

#include <cstdlib>

#include <dlfcn.h>
#include <sys/resource.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <fmt/format.h>
#include <torch/cuda.h>
#include <torch/types.h>
#include <torch/version.h>

#include "assay/core/error.hpp"

namespace assay::train {
namespace {

/// Version and kernels of the BLAS that is loaded, as far as it tells: OpenBLAS does.
std::string blas_text() {
  using Describe = const char* (*)();
  void* symbol = dlsym(RTLD_DEFAULT, "openblas_get_config");
  if (symbol == nullptr) return "unknown";
  return reinterpret_cast<Describe>(symbol)();
}

/// What follows `key` on its line of torch's build report: "CPU capability usage: AVX2", "CUDA Runtime 13.0", "CuDNN 91.0.2", …
std::string reported(const std::string& key) {
  const std::string report = at::show_config();
  const std::size_t begin = report.find(key);
  if (begin == std::string::npos) return "unknown";
  return report.substr(begin + key.size(), report.find('\n', begin) - begin - key.size());
}

}  // namespace

c10::Device parse_device(const std::string& text) {
  const bool is_cuda = text == "cuda" || text.rfind("cuda:", 0) == 0;
  if (text == "cpu") return {c10::DeviceType::CPU};
  const std::string digits = text.size() > 5 ? text.substr(5) : std::string("0");
  if (!is_cuda || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos) {
    throw SpecError({"device.unknown", fmt::format("there is no device '{}'", text), {}, "use cpu, cuda or cuda:<number>", {}});
  }
  if (!torch::cuda::is_available()) {
    throw SpecError({"device.unavailable",
                     fmt::format("device '{}' cannot be used: this LibTorch ({}) finds no CUDA device", text, TORCH_VERSION),
                     {},
                     "use --device cpu, or build with a LibTorch that has CUDA",
                     {}});
  }
  const int index = std::stoi(digits);
  const auto count = static_cast<int>(torch::cuda::device_count());
  if (index >= count) {
    throw SpecError({"device.unavailable", fmt::format("device '{}' cannot be used: there are {} CUDA devices", text, count), {}, {}, {}});
  }
  return {c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index)};
}

void set_up_compute(std::int64_t threads) {
  at::set_num_threads(static_cast<int>(threads));
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);  // cuBLAS is deterministic only with a fixed workspace
  at::globalContext().setDeterministicAlgorithms(true, false);
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setFlushDenormal(true);  // NOLINT(readability-static-accessed-through-instance): static in some versions only
#ifdef __GLIBC__
  // Activations and gradients come and go every step: without this each of them is mapped, faulted in and unmapped again.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
#endif
}

std::map<std::string, std::string> describe_compute(const c10::Device& device) {
  std::map<std::string, std::string> facts = {{"torch", TORCH_VERSION},
                                              {"blas", blas_text()},
                                              {"cpu_capability", reported("CPU capability usage: ")},
                                              {"device", device.str()},
                                              {"threads", std::to_string(at::get_num_threads())},
                                              {"flush_denormal", "true"},
                                              {"deterministic_algorithms", "true"}};
  if (device.is_cuda()) {
    facts["cuda"] = reported("CUDA Runtime ");
    facts["cudnn"] = reported("CuDNN ");
  }
  return facts;
}

std::int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace assay::train
