#include "spec/random_settings.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "spec/source.hpp"

using assay::Value;
using assay::spec::Findings;
using assay::spec::RandomSettings;

namespace {

RandomSettings drawn(const std::string& random) {
  const assay::spec::Node root = assay::spec::parse_source({"spec.toml", "random = " + random});
  Findings findings;
  RandomSettings settings = assay::spec::read_random(*root.find("random"), findings);
  CHECK(findings.empty());
  return settings;
}

std::vector<Value> values(const RandomSettings& settings, std::size_t axis = 0) {
  std::vector<Value> list;
  for (const auto& point : settings.points) list.push_back(point[axis].value.to_value());
  return list;
}

}  // namespace

TEST_CASE("the first draws of a search are what SHA-256 of seed, path and number gives") {
  // Computed with Python's hashlib: the first 48 bits of the hash as a fraction.
  const auto settings =
      drawn(R"({ count = 3, seed = 7, axes = { "train.lr" = { min = 1e-4, max = 1e-1, scale = "log" }, "train.batch" = [50, 100, 200] } })");
  CHECK(values(settings) == std::vector<Value>{0.07803, 0.03523, 0.004199});
  CHECK(values(settings, 1) == std::vector<Value>{50, 50, 100});
}

TEST_CASE("more settings keep the first ones, and another axis leaves them as they are") {
  const auto few = values(drawn(R"({ count = 5, axes = { "train.lr" = { min = 0.0, max = 1.0 } } })"));
  auto many = values(drawn(R"({ count = 50, axes = { "train.batch" = [1, 2], "train.lr" = { min = 0.0, max = 1.0 } } })"), 1);
  many.resize(5);
  CHECK(many == few);
  CHECK(values(drawn(R"({ count = 5, seed = 2, axes = { "train.lr" = { min = 0.0, max = 1.0 } } })")) != few);
}

TEST_CASE("draws are evenly spread in value or in its logarithm, and whole where both ends are") {
  int below = 0;
  for (const auto& value : values(drawn(R"({ count = 400, axes = { "train.lr" = { min = 1e-4, max = 1.0, scale = "log" } } })"))) {
    CHECK(value.real() >= 1e-4);
    CHECK(value.real() <= 1.0);
    below += value.real() < 1e-2 ? 1 : 0;
  }
  CHECK(below > 160);  // half of 400, standard deviation 10
  CHECK(below < 240);
  int first = 0;
  const auto whole = drawn(R"({ count = 400, axes = { "latent.z.dim" = { min = 2, max = 5 }, "train.lr" = { min = 0.0, max = 1.0 } } })");
  for (const auto& value : values(whole)) {
    REQUIRE(value.is_integer());
    CHECK(value.integer() >= 2);
    CHECK(value.integer() <= 5);
    first += value.integer() == 2 ? 1 : 0;
  }
  CHECK(first > 60);  // a quarter of 400, standard deviation 9
  CHECK(first < 140);
}

TEST_CASE("settings are drawn until all are different") {
  const auto all = values(drawn(R"({ count = 4, axes = { "latent.z.dim" = { min = 1, max = 4 } } })"));
  for (const std::int64_t dim : {1, 2, 3, 4}) CHECK(std::count(all.begin(), all.end(), Value(dim)) == 1);
}

TEST_CASE("real draws have four significant digits") {
  for (const auto& value : values(drawn(R"({ count = 20, axes = { "train.lr" = { min = 1e-4, max = 1e-3 } } })"))) {
    const double scaled = value.real() * 1e7;
    CHECK(scaled == doctest::Approx(std::round(scaled)).epsilon(1e-12));
  }
}
