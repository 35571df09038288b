#include <doctest/doctest.h>

#include <assay/testing.hpp>

TEST_CASE("without noise every point lies on the ring of its class") {
  const auto dataset = assay::testing::make<assay::Dataset>("@name@", {{"count", 90}, {"rings", 3}, {"noise", 0.0}});
  CHECK(dataset->info().count == 90);
  CHECK(dataset->info().classes == 3);
  const auto contents = dataset->load();
  CHECK(contents.x.sizes() == at::IntArrayRef({90, 2}));
  const auto radius = contents.x.norm(2, {1});
  CHECK(torch::allclose(radius, contents.labels.to(torch::kFloat32) + 1.0));
}

TEST_CASE("the same seed gives the same points and another seed others") {
  const auto load = [](std::int64_t seed) { return assay::testing::make<assay::Dataset>("@name@", {{"seed", seed}})->load().x; };
  CHECK(torch::equal(load(1), load(1)));
  CHECK_FALSE(torch::equal(load(1), load(2)));
}
