#include <cmath>
#include <cstdlib>
#include <vector>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "assay/core/random.hpp"
#include "support/cpu_stream.hpp"

using assay::Stream;
using assay::Streams;
using assay::Tensor;
using test_support::cpu;

TEST_CASE("the seed of a stream is pinned") {
  // Python: int.from_bytes(hashlib.sha256(b"assay-stream\n1\ninit").digest()[:8], "big")
  CHECK(assay::stream_seed(1, "init") == 7264070505542415012U);
  CHECK(assay::stream_seed(42, "shuffle") == 3036008689374525588U);
  CHECK(assay::stream_seed(1, "init") != assay::stream_seed(11, "nit"));
}

TEST_CASE("draws of one stream never shift another") {
  Streams quiet(5);
  Streams busy(5);
  busy.get("sample").normal({1000});
  busy.host("init").real();
  busy.get("shuffle").permutation(10);
  CHECK(torch::equal(quiet.get("init").normal({20}), busy.get("init").normal({20})));
  CHECK_FALSE(torch::equal(quiet.get("init").normal({20}), quiet.get("shuffle").normal({20})));
  CHECK_FALSE(torch::equal(Streams(5).get("init").normal({20}), Streams(6).get("init").normal({20})));
}

TEST_CASE("streams and the global generator leave each other alone") {
  torch::manual_seed(3);
  const Tensor expected = torch::rand({4});
  torch::manual_seed(3);
  Stream(9, cpu).normal({100});
  CHECK(torch::equal(torch::rand({4}), expected));
}

TEST_CASE("restored streams go on with the same draws") {
  Streams first(7);
  first.get("sample").normal({13});  // an odd count leaves a spare normal in the generator
  first.host("init").integer(10);
  const assay::NamedTensors state = first.state();
  const Tensor sample = first.get("sample").normal({13});
  const std::int64_t whole = first.host("init").integer(1000000);

  Streams second(8);
  second.restore(state);
  CHECK(torch::equal(second.get("sample").normal({13}), sample));
  CHECK(second.host("init").integer(1000000) == whole);
}

TEST_CASE("the saved state does not change when the stream goes on") {
  Stream stream(1, cpu);
  const Tensor state = stream.state();
  const Tensor copy = state.clone();
  const Tensor draws = stream.uniform({50});
  CHECK(torch::equal(state, copy));
  stream.set_state(state);
  CHECK(torch::equal(stream.uniform({50}), draws));
}

TEST_CASE("draws have their distributions") {
  Stream stream(2, cpu);
  const Tensor uniform = stream.uniform({100000}, -1.0, 3.0);
  CHECK(uniform.min().item<double>() >= -1.0);
  CHECK(uniform.max().item<double>() < 3.0);
  CHECK(uniform.mean().item<double>() == doctest::Approx(1.0).epsilon(0.02));
  const Tensor normal = stream.normal({100000});
  CHECK(std::abs(normal.mean().item<double>()) < 0.02);
  CHECK(normal.std().item<double>() == doctest::Approx(1.0).epsilon(0.02));
  // Gumbel(0, 1): mean 0.577216, variance pi^2/6.
  const Tensor gumbel = stream.gumbel({100000});
  CHECK(gumbel.isfinite().all().item<bool>());
  CHECK(gumbel.mean().item<double>() == doctest::Approx(0.577216).epsilon(0.03));
  CHECK(gumbel.var().item<double>() == doctest::Approx(1.644934).epsilon(0.03));
  const Tensor kept = stream.bernoulli({100000}, 0.8);
  CHECK(kept.mean().item<double>() == doctest::Approx(0.8).epsilon(0.01));
}

TEST_CASE("a permutation holds every index once") {
  Stream stream(4, cpu);
  const Tensor order = stream.permutation(1000);
  CHECK(torch::equal(std::get<0>(order.sort()), torch::arange(1000)));
  CHECK_FALSE(torch::equal(order, torch::arange(1000)));
}

TEST_CASE("whole numbers cover their range evenly") {
  Stream stream(5, cpu);
  std::vector<int> seen(5, 0);
  for (int i = 0; i < 5000; ++i) ++seen.at(static_cast<std::size_t>(stream.integer(5)));
  for (const int count : seen) CHECK(std::abs(count - 1000) < 150);
  CHECK(stream.integer(1) == 0);
}
