#include <algorithm>
#include <utility>

#include <doctest/doctest.h>

#include "../../common/neighbours.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using namespace plugin_common;

namespace {

double distance(const Tensor& a, const Tensor& b) { return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).square().sum().item<double>(); }

/// All rows of `base` in order of distance to a sample, of equal distance the lower index first.
std::vector<std::int64_t> sorted_by_definition(const Tensor& sample, const Tensor& base) {
  std::vector<std::pair<double, std::int64_t>> all;
  for (std::int64_t j = 0; j < base.size(0); ++j) all.emplace_back(distance(sample, base[j]), j);
  std::sort(all.begin(), all.end());
  std::vector<std::int64_t> order;
  order.reserve(all.size());
  for (const auto& entry : all) order.push_back(entry.second);
  return order;
}

void check_nearest(const Tensor& queries, const Tensor& base, std::int64_t count) {
  const Points base_points(base);
  const auto found = nearest(Points(queries, base_points.mean()), base_points, count);
  REQUIRE(found.size() == static_cast<std::size_t>(queries.size(0) * count));
  for (std::int64_t q = 0; q < queries.size(0); ++q) {
    const auto expected = sorted_by_definition(queries[q], base);
    for (std::int64_t j = 0; j < count; ++j) {
      const Neighbour& neighbour = found[static_cast<std::size_t>(q * count + j)];
      CHECK(neighbour.index == expected[static_cast<std::size_t>(j)]);
      CHECK(neighbour.squared_distance == doctest::Approx(distance(queries[q], base[neighbour.index])).epsilon(1e-14));
    }
  }
}

}  // namespace

TEST_CASE("the nearest are those of the definition, over several tiles") {
  const Tensor x = stream(4).normal({2200, 3});
  check_nearest(x.narrow(0, 2190, 10), x.narrow(0, 0, 2190), 7);
  check_nearest(x.narrow(0, 0, 300), x.narrow(0, 100, 9), 9);
}

TEST_CASE("neighbours are told apart that single precision cannot tell apart") {
  // At a radius of 1000 the expanded distance is off by more than the squares of these differences.
  Tensor x = torch::zeros({40, 2}, torch::kFloat32);
  for (std::int64_t i = 0; i < 40; ++i) x[i][0] = (i % 2 == 0 ? -1000.0 : 1000.0) + 0.001 * static_cast<double>((7 * i) % 40);
  check_nearest(x, x, 5);
}

TEST_CASE("of samples at the same distance the first is nearer") {
  Tensor x = torch::tensor({0, 1, 2, 3}, torch::kFloat32).repeat({20}).unsqueeze(1) / 3.0;
  check_nearest(x, x, 40);
}

TEST_CASE("the pairs within a radius are those of the definition") {
  for (const double offset : {0.0, 500.0}) {
    const Tensor x = stream(5).normal({300, 2}) + offset;
    const Tensor base = x.narrow(0, 0, 90);
    const Points base_points(base);
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for_each_pair_within(Points(x, base_points.mean()), base_points, 0.3, [&](std::int64_t i, std::int64_t j) { found.emplace_back(i, j); });
    const Tensor distances = (x.to(torch::kFloat64).unsqueeze(1) - base.to(torch::kFloat64).unsqueeze(0)).square().sum(2);
    const Tensor expected = distances.le(0.3 * 0.3).nonzero();
    REQUIRE(expected.size(0) > 300);
    REQUIRE(found.size() == static_cast<std::size_t>(expected.size(0)));
    for (std::size_t p = 0; p < found.size(); ++p) {
      const Tensor pair = expected[static_cast<std::int64_t>(p)];
      CHECK((found[p].first == pair[0].item<std::int64_t>() && found[p].second == pair[1].item<std::int64_t>()));
    }
  }
}
