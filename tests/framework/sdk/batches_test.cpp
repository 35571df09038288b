#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/nn/batches.hpp"
#include "support/cpu_stream.hpp"

using assay::Tensor;
using test_support::cpu;

TEST_CASE("the batches of an epoch cover every sample once, in another order each time") {
  assay::Stream shuffle(1, cpu);
  const auto first = assay::shuffled_batches(10, 4, shuffle, cpu);
  const auto second = assay::shuffled_batches(10, 4, shuffle, cpu);
  REQUIRE(first.size() == 3);
  CHECK(first[2].size(0) == 2);
  CHECK(std::get<0>(torch::cat(first).sort()).equal(torch::arange(10)));
  CHECK_FALSE(torch::cat(first).equal(torch::cat(second)));
}

TEST_CASE("a function applied in batches gives what it gives at once") {
  const Tensor x = torch::arange(14, torch::kFloat32).view({7, 2}).set_requires_grad(true);
  std::int64_t calls = 0;
  const Tensor sums = assay::apply_in_batches(x, 3, [&](const Tensor& rows) {
    ++calls;
    return rows.sum(1);
  });
  CHECK(calls == 3);
  CHECK(sums.equal(x.detach().sum(1)));
  CHECK_FALSE(sums.requires_grad());
}

TEST_CASE("the mean of a loss weighs batches by their samples and stops at what is not finite") {
  assay::LossMean mean;
  CHECK(std::isnan(mean.mean()));
  mean.add(torch::tensor(1.0), 3);
  mean.add(torch::tensor(5.0), 1);
  CHECK(mean.mean() == 2.0);
  CHECK_THROWS_AS(mean.add(torch::tensor(std::numeric_limits<double>::quiet_NaN()), 1), assay::TrialError);
}
