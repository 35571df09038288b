#include "what_where.hpp"

#include <functional>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "support/central_differences.hpp"
#include "support/plugin_inputs.hpp"

using namespace assay::baseline_swwae;
using assay::Tensor;
using test_support::integers;

namespace {

/// One map as a batch of one channel.
Tensor map_of(const std::vector<double>& values, std::int64_t side) { return torch::tensor(values, torch::kFloat64).view({1, 1, side, side}); }

Tensor random_maps(std::uint64_t seed) { return test_support::stream(seed).normal({3, 2, 6, 4}).to(torch::kFloat64); }

/// Indices of the places that get something back, in the map that was pooled.
Tensor places(const WhatWhere& pooled) { return unpool(torch::ones_like(pooled.what), pooled.where).flatten().nonzero().flatten(); }

/// The gradient of `value` at `point` by automatic and by central differences.
void check_gradient(const std::function<Tensor(const Tensor&)>& value, const Tensor& point) {
  const Tensor leaf = point.clone().requires_grad_();
  value(leaf).backward();
  const Tensor numeric = test_support::central_differences([&](const Tensor& at) { return value(at).item<double>(); }, point);
  CHECK(torch::allclose(leaf.grad(), numeric, 1e-6, 1e-8));
}

/// A number that depends on all of what a pooling gives and on the unpooled map.
Tensor probe(const WhatWhere& pooled) {
  const Tensor map = unpool(pooled.what, pooled.where);
  const Tensor weights = torch::arange(map.numel(), map.options()).view_as(map).sin();
  return (weights * map.square()).sum() + pooled.what.cos().sum();
}

}  // namespace

TEST_CASE("what and where of four windows, and what is lost by unpooling them") {
  const Tensor x = map_of({1, 3, 2, 0, 4, 2, 1, 5, 0, 1, 2, 2, 7, 0, 3, 1}, 4);
  const WhatWhere pooled = hard_pool(x);
  CHECK(torch::equal(pooled.what, map_of({4, 5, 7, 3}, 2)));
  CHECK(torch::equal(places(pooled), integers({4, 7, 12, 14})));
  const Tensor unpooled = unpool(pooled.what, pooled.where);
  CHECK(torch::equal(unpooled, map_of({0, 0, 0, 0, 4, 0, 0, 5, 0, 0, 0, 0, 7, 0, 3, 0}, 4)));
  CHECK((x - unpooled).square().sum().item<double>() == 29.0);
  CHECK((x - unpooled).square().mean().item<double>() == 1.8125);
}

TEST_CASE("what and where of a window in the soft version") {
  const WhatWhere pooled = soft_pool(map_of({1, 3, 4, 2}, 2), 1.0);
  CHECK(pooled.what.item<double>() == doctest::Approx(3.4926527).epsilon(1e-8));
  const Tensor shares = pooled.where.flatten();
  CHECK((shares[2] + shares[3]).item<double>() == doctest::Approx(0.7310586).epsilon(1e-7));  // row
  CHECK((shares[1] + shares[3]).item<double>() == doctest::Approx(0.3240271).epsilon(1e-7));  // column
  CHECK(shares[0].item<double>() == doctest::Approx((1.0 - 0.7310586) * (1.0 - 0.3240271)).epsilon(1e-6));
}

TEST_CASE("hard pooling gives the values and indices of Torch's") {
  const Tensor x = random_maps(1);
  const WhatWhere pooled = hard_pool(x);
  const auto [what, indices] = torch::max_pool2d_with_indices(x, 2, 2);
  CHECK(torch::equal(pooled.what, what));
  const Tensor unpooled = torch::zeros({3, 2, 24}, torch::kFloat64).scatter(2, indices.flatten(2), what.flatten(2)).view_as(x);
  CHECK(torch::equal(unpool(pooled.what, pooled.where), unpooled));
}

TEST_CASE("of equal numbers the first counts, and a window of zeros stays zeros") {
  const WhatWhere tied = hard_pool(map_of({1, 2, 2, 2}, 2));
  CHECK(torch::equal(places(tied), integers({1})));
  const WhatWhere zeros = hard_pool(torch::zeros({1, 1, 2, 2}));
  CHECK(zeros.where.sum().item<double>() == 1.0);
  CHECK(torch::equal(unpool(zeros.what, zeros.where), torch::zeros({1, 1, 2, 2})));
}

TEST_CASE("soft pooling keeps every window's sum of shares, and is hard pooling when it is cold and a mean when it is hot") {
  const Tensor x = random_maps(2);
  const WhatWhere cold = soft_pool(x, 1e5);
  const WhatWhere hard = hard_pool(x);
  CHECK(torch::allclose(cold.what, hard.what));
  CHECK(torch::allclose(cold.where, hard.where));
  for (const double beta : {1e-9, 1.0, 30.0}) {
    const WhatWhere pooled = soft_pool(x, beta);
    CHECK(torch::allclose(pooled.where.sum(0), torch::ones_like(pooled.what)));
    CHECK(pooled.what.le(hard.what).all().item<bool>());
  }
  CHECK(torch::allclose(soft_pool(x, 1e-9).what, torch::avg_pool2d(x, 2), 1e-6, 1e-7));
}

TEST_CASE("gradients agree with finite differences") {
  const Tensor x = random_maps(3);
  check_gradient([](const Tensor& maps) { return probe(hard_pool(maps)); }, x);
  check_gradient([](const Tensor& maps) { return probe(soft_pool(maps, 2.0)); }, x);
}
