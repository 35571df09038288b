#include <algorithm>
#include <set>
#include <utility>

#include <doctest/doctest.h>

#include "../../common/neighbours.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using namespace plugin_common;

namespace {

double distance(const Tensor& x, std::int64_t i, std::int64_t j) {
  return (x[i].to(torch::kFloat64) - x[j].to(torch::kFloat64)).square().sum().item<double>();
}

/// All of `base` in order of distance to row i, of equal distance the lower index first.
std::vector<std::int64_t> sorted_by_definition(const Tensor& x, std::int64_t i, Rows base) {
  std::vector<std::pair<double, std::int64_t>> all;
  for (std::int64_t j = base.begin; j < base.begin + base.count; ++j) all.emplace_back(distance(x, i, j), j);
  std::sort(all.begin(), all.end());
  std::vector<std::int64_t> order;
  for (const auto& [unused, j] : all) order.push_back(j);
  return order;
}

void check_nearest(const Tensor& x, Rows queries, Rows base, std::int64_t count) {
  const Points points(x);
  const auto found = nearest(points, queries, base, count);
  REQUIRE(found.size() == static_cast<std::size_t>(queries.count * count));
  for (std::int64_t q = 0; q < queries.count; ++q) {
    const auto expected = sorted_by_definition(x, queries.begin + q, base);
    for (std::int64_t j = 0; j < count; ++j) {
      const Neighbour& neighbour = found[static_cast<std::size_t>(q * count + j)];
      CHECK(neighbour.index == expected[static_cast<std::size_t>(j)]);
      CHECK(neighbour.squared_distance == doctest::Approx(distance(x, queries.begin + q, neighbour.index)).epsilon(1e-14));
    }
  }
}

}  // namespace

TEST_CASE("the nearest are those of the definition, over several tiles") {
  const Tensor x = stream(4).normal({2400, 3});
  check_nearest(x, {2370, 30}, {0, 2370}, 7);
  check_nearest(x, {0, 20}, {100, 9}, 9);
}

TEST_CASE("neighbours are told apart that single precision cannot tell apart") {
  // At a radius of 1000 the expanded distance is off by more than the squares of these differences.
  Tensor x = torch::zeros({40, 2}, torch::kFloat32);
  for (std::int64_t i = 0; i < 40; ++i) x[i][0] = (i % 2 == 0 ? -1000.0 : 1000.0) + 0.001 * static_cast<double>((7 * i) % 40);
  check_nearest(x, {0, 40}, {0, 40}, 5);
}

TEST_CASE("of samples at the same distance the first is nearer") {
  Tensor x = torch::tensor({0, 1, 2, 3}, torch::kFloat32).repeat({30}).unsqueeze(1) / 3.0;
  check_nearest(x, {0, 120}, {0, 120}, 40);
}

TEST_CASE("the pairs within a radius are those of the definition, each in both orders") {
  for (const double offset : {0.0, 500.0}) {
    const Tensor x = stream(5).normal({300, 2}) + offset;
    std::set<std::pair<std::int64_t, std::int64_t>> found;
    std::int64_t calls = 0;
    for_each_pair_within(Points(x), 0.3, [&](std::int64_t i, std::int64_t j) {
      ++calls;
      found.emplace(i, j);
    });
    CHECK(found.size() == static_cast<std::size_t>(calls));
    std::int64_t expected = 0;
    for (std::int64_t i = 0; i < 300; ++i) {
      for (std::int64_t j = 0; j < 300; ++j) {
        if (distance(x, i, j) > 0.3 * 0.3) continue;
        ++expected;
        if (found.count({i, j}) == 0) FAIL_CHECK("no pair " << i << ", " << j);
      }
    }
    CHECK(calls == expected);
    CHECK(calls > 600);
  }
}
