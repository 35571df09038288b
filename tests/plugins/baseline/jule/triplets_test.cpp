#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "support/plugin_inputs.hpp"
#include "triplets.hpp"

using namespace test_support;
using namespace assay::baseline_jule;

namespace {

Triplets drawn(const std::vector<std::int64_t>& clusters, std::int64_t most_negatives, std::uint64_t seed = 1) {
  assay::Stream random = stream(seed);
  return draw_triplets(clusters, most_negatives, random);
}

/// (1, 0) and (0, 1) of one cluster, (−1, 0) and (0, −1) not.
Triplets example() { return {integers({0}), integers({1}), integers({2, 3}).unsqueeze(0)}; }
Tensor four_directions() { return torch::tensor({1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0, -1.0}, torch::kFloat64).view({4, 2}); }

double value(const TripletOptions& options) { return triplet_loss(four_directions(), example(), options).item<double>(); }

}  // namespace

TEST_CASE("the loss has its hand-computed values") {
  // ‖a − p‖² = 2; ‖a − n‖² = 4 and 2.
  CHECK(value({1.0, 0.2}) == doctest::Approx(0.5 * 0.2));
  CHECK(value({1.0, 3.0}) == doctest::Approx(0.5 * (1.0 + 3.0)));
  CHECK(value({2.0, 0.2}) == doctest::Approx(0.5 * (0.2 + 2.2)));
  CHECK(value({0.5, 0.2}) == doctest::Approx(0.0));
}

TEST_CASE("the gradient has its hand-computed values") {
  const Tensor z = four_directions().requires_grad_();
  triplet_loss(z, example(), {2.0, 0.2}).backward();
  // Half of each triplet: 2γ(a − p) − 2(a − n), −2γ(a − p), 2(a − n).
  const Tensor expected = torch::tensor({4.0 - 2.0 - 1.0, -4.0 + 0.0 - 1.0, -4.0, 4.0, 2.0, 0.0, 1.0, 1.0}, torch::kFloat64).view({4, 2});
  CHECK(torch::allclose(z.grad(), expected));
}

TEST_CASE("every pair of one cluster meets different negatives of other clusters") {
  const std::vector<std::int64_t> clusters{4, 1, 4, 9, 1, 4, 7, 6};
  const Triplets triplets = drawn(clusters, 3);
  CHECK(torch::equal(triplets.anchors, integers({1, 0, 0, 2})));
  CHECK(torch::equal(triplets.positives, integers({4, 2, 5, 5})));
  REQUIRE(triplets.negatives.sizes() == at::IntArrayRef({4, 3}));
  for (std::int64_t pair = 0; pair < 4; ++pair) {
    const auto* row = triplets.negatives.data_ptr<std::int64_t>() + pair * 3;
    CHECK(std::set<std::int64_t>(row, row + 3).size() == 3);
    const auto own = clusters[static_cast<std::size_t>(triplets.anchors[pair].item<std::int64_t>())];
    CHECK(std::none_of(row, row + 3, [&](std::int64_t negative) { return clusters[static_cast<std::size_t>(negative)] == own; }));
  }
}

TEST_CASE("there are no more negatives than other clusters in the batch") {
  CHECK(drawn({0, 0, 1, 1, 2, 2, 2}, 20).negatives.size(1) == 2);
  CHECK(drawn({0, 0, 1, 1, 1, 1, 1}, 20).negatives.size(1) == 1);
}

TEST_CASE("a batch without pairs or without negatives has no triplets and draws nothing") {
  assay::Stream random = stream();
  const Tensor before = random.state();
  CHECK(draw_triplets({0, 1, 2, 3}, 20, random).empty());
  CHECK(draw_triplets({5, 5, 5}, 20, random).empty());
  CHECK(draw_triplets({5}, 20, random).empty());
  CHECK(torch::equal(random.state(), before));
  CHECK_FALSE(draw_triplets({5, 5, 6}, 20, random).empty());
}

TEST_CASE("all samples of other clusters are equally often negatives") {
  std::vector<std::int64_t> clusters(40, 0);
  for (std::int64_t other = 1; other <= 4; ++other) clusters.push_back(other);
  const Triplets triplets = drawn(clusters, 1);
  const Tensor counts = torch::bincount(triplets.negatives.view(-1), {}, 44);
  CHECK(counts.narrow(0, 0, 40).sum().item<std::int64_t>() == 0);
  // 780 draws of four: 195 each, with a standard deviation of 12.
  CHECK(counts.narrow(0, 40, 4).sub(195).abs().max().item<std::int64_t>() < 60);
}
