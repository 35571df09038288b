#include <doctest/doctest.h>

#include "framework/train/train_harness.hpp"

using train_test::error_of;
using train_test::member;
using train_test::proposed_spec;
using train_test::table;
using train_test::Value;

namespace {

/// Codes and first line of every diagnostic that checking `spec` gives.
std::vector<std::pair<std::string, std::string>> findings(const Value& spec) {
  const auto error = error_of([&] { assay::train::check_trial(spec, train_test::registry(), {}, "cpu"); });
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& diagnostic : error.diagnostics()) out.emplace_back(diagnostic.code, diagnostic.message);
  return out;
}

void expect_one(const Value& spec, const char* code, const char* message) {
  const auto found = findings(spec);
  REQUIRE(found.size() == 1);
  CHECK(found[0].first == code);
  CHECK(found[0].second == message);
}

Value& losses(Value& spec) { return member(spec, "loss"); }

}  // namespace

TEST_CASE("a sound composition passes the check without loading samples") {
  assay::train::check_trial(proposed_spec(1), train_test::registry(), {}, "cpu");
}

TEST_CASE("a latent loss on the wrong family of latent is refused") {
  Value spec = proposed_spec(1);
  member(losses(spec).array()[1], "on") = "c";
  expect_one(spec, "spec.wrong-latent-family", "loss 'gaussian_kl' is for gaussian latents, but 'c' (gumbel_softmax) is categorical");
}

TEST_CASE("a latent loss needs the name of a latent that exists") {
  Value spec = proposed_spec(1);
  member(losses(spec).array()[1], "on") = "zz";
  expect_one(spec, "spec.unknown-latent", "loss 'gaussian_kl' is on 'zz', which is no latent");
  losses(spec).array()[1].table().erase("on");
  expect_one(spec, "spec.loss-without-latent", "loss 'gaussian_kl' needs 'on', the name of the latent it reads");
}

TEST_CASE("a model without a reconstruction loss is refused") {
  Value spec = proposed_spec(1);
  auto& list = losses(spec).array();
  list.erase(list.begin());
  expect_one(spec, "spec.no-reconstruction-loss", "no loss compares the decoder's output with the data");
}

TEST_CASE("losses with different output functions do not go together") {
  Value spec = proposed_spec(1);
  member(spec, "dataset") = table({{"use", "glyphs"}, {"count", 64}});
  losses(spec).array().push_back(table({{"use", "bce"}}));
  expect_one(spec, "spec.two-output-functions", "losses 'mse' and 'bce' read the decoder's output through different functions");
}

TEST_CASE("cross-entropy on data outside the unit interval is refused") {
  Value spec = proposed_spec(1);
  member(spec, "dataset").table()["range"] = "unbounded";
  losses(spec).array()[0] = table({{"use", "bce"}});
  CHECK(findings(spec).at(0).second.find("loss 'bce' needs data in [0, 1]") == 0);
}

TEST_CASE("the same loss twice on one latent is refused and all misfits are reported together") {
  Value spec = proposed_spec(1);
  auto& list = losses(spec).array();
  list.push_back(list[2]);
  expect_one(spec, "spec.duplicate-loss", "loss 'categorical_kl' is given twice on 'c'");
  list.erase(list.begin());
  CHECK(findings(spec).size() == 2);
}

TEST_CASE("a model without latents is refused") {
  Value spec = proposed_spec(1);
  member(spec, "latent") = table({});
  losses(spec).array().resize(1);
  expect_one(spec, "spec.no-latent", "a composed model needs at least one latent");
}

TEST_CASE("two metrics that report the same number are refused") {
  Value spec = proposed_spec(1);
  member(member(spec, "evaluate"), "metrics").array().push_back(table({{"use", "acc"}}));
  CHECK(findings(spec)[0].first == "spec.duplicate-metric");
}
