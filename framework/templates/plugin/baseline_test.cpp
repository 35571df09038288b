#include <doctest/doctest.h>

#include <assay/testing.hpp>

TEST_CASE("a restored baseline assigns samples to the nearest centre") {
  const auto baseline = assay::testing::make<assay::Baseline>("@name@", {{"clusters", 2}});
  assay::StateDict state;
  state.put("centres", torch::tensor({{0.0F, 0.0F}, {10.0F, 0.0F}}));
  baseline->restore(state);
  auto& assigns = dynamic_cast<assay::Assigns&>(*baseline);
  const auto assigned = assigns.responsibilities(torch::tensor({{1.0F, 1.0F}, {9.0F, 0.0F}})).argmax(1);
  CHECK(torch::equal(assigned, torch::tensor({0, 1}, torch::kInt64)));
}

TEST_CASE("the state survives a round trip") {
  const auto first = assay::testing::make<assay::Baseline>("@name@", {{"clusters", 1}});
  assay::StateDict state;
  state.put("centres", torch::ones({1, 3}));
  first->restore(state);
  assay::StateDict saved;
  first->save(saved);
  CHECK(torch::equal(saved.get("centres"), torch::ones({1, 3})));
}
