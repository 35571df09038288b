#include "train/baseline_runner.hpp"

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "train_harness.hpp"

using assay::train::Outcome;
using train_test::table;
using train_test::Trial;
using train_test::Value;

namespace {

std::int64_t numbers_in_weights(const Trial& trial, const std::string& beginning) {
  std::int64_t numbers = 0;
  for (const auto& name : trial.arrays("weights")) {
    const bool statistics = name.find("running_") != std::string::npos;
    if (name.rfind(beginning, 0) == 0 && !statistics) numbers += trial.array("weights/" + name).elements();
  }
  return numbers;
}

/// The model with metric embedding on drawn digits of 28×28; the labeled ones are among the unlabeled of most steps again.
Value metric_embedding(std::int64_t count, Value::Table encoder, Value::Table more) {
  Value::Table baseline = {{"use", "metric_embedding"}};
  baseline.insert(more.begin(), more.end());
  return table({{"dataset", table({{"use", "glyphs"}, {"count", count}, {"size", 28}})},
                {"labels", table({{"per_class", 4}, {"validation", 0}})},
                {"encoder", table(std::move(encoder))},
                {"baseline", table(std::move(baseline))},
                {"evaluate", table({{"every", 100}, {"embed_at", Value::Array{}}, {"batch", 100}, {"metrics", Value::Array{}}})}});
}

}  // namespace

TEST_CASE("a baseline with the encoder of its spec has the published number of parameters") {
  Trial trial(metric_embedding(60, {{"use", "conv28"}, {"features", 200}}, {{"epochs", 1}, {"batch", 60}, {"labeled_per_class", 1}}));
  REQUIRE(trial.run() == Outcome::done);
  std::int64_t numbers = 0;
  for (const char* network : {"encoder", "category", "code", "decoder"})
    numbers += numbers_in_weights(trial, std::string("baseline/") + network + "/");
  CHECK(numbers == 1674529);
}

TEST_CASE("the model with metric embedding learns in a dozen steps, with convolutions and with images that occur twice in a step") {
  const Value::Table convolutions = {{"use", "conv"}, {"channels", Value::Array{4, 8, 16, 32}}, {"features", 32}};
  Trial trial(metric_embedding(120, convolutions, {{"epochs", 3}, {"batch", 30}, {"labeled_per_class", 2}, {"dim", 38}}));
  REQUIRE(trial.run() == Outcome::done);
  const auto losses = trial.series("loss.assignment");
  CHECK(losses.back() < 0.7 * losses.front());
  double votes = 0.0;
  for (int k = 0; k < 10; ++k) votes += trial.series("votes.class_" + std::to_string(k)).back();
  CHECK(votes == doctest::Approx(1.0));
  for (const double value : trial.series("loss.total")) CHECK(std::isfinite(value));
}
