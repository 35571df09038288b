#include "run/gpu_shares.hpp"

#include <cstdlib>

#include <doctest/doctest.h>

using assay::run::GpuShares;

TEST_CASE("trials are spread over the GPUs, each on the one with the fewest") {
  GpuShares shares({"3", "5"});
  CHECK(shares.least_used() == "3");
  shares.take(100, "3");
  CHECK(shares.least_used() == "5");
  shares.take(101, "5");
  shares.take(102, "3");
  CHECK(shares.least_used() == "5");
  shares.release(100);
  shares.release(102);
  CHECK(shares.least_used() == "3");
}

TEST_CASE("with one GPU or none there is nothing to choose") {
  CHECK(GpuShares({}).least_used().empty());
  CHECK(GpuShares({"0"}).least_used().empty());
}

TEST_CASE("the visible GPUs are those that CUDA_VISIBLE_DEVICES lists") {
  const char* before = std::getenv("CUDA_VISIBLE_DEVICES");
  const std::string kept = before == nullptr ? "" : before;
  const auto with = [](const char* text) {
    setenv("CUDA_VISIBLE_DEVICES", text, 1);
    return assay::run::visible_gpus();
  };
  using Names = std::vector<std::string>;
  CHECK(with("2,0") == Names{"2", "0"});
  CHECK(with("GPU-8932f937,MIG-2") == Names{"GPU-8932f937", "MIG-2"});
  CHECK(with("1,-1,2") == Names{"1"});
  CHECK(with("").empty());
  if (before == nullptr) {
    unsetenv("CUDA_VISIBLE_DEVICES");
  } else {
    setenv("CUDA_VISIBLE_DEVICES", kept.c_str(), 1);
  }
}
