#include "plan/conditions.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "plan/make_plan.hpp"
#include "support/proposed_spec.hpp"
#include "support/sample_catalog.hpp"
#include "support/temporary_folder.hpp"

using assay::Value;

namespace {

/// The swept options of each trial of the small proposed spec with more text at its end.
std::vector<Value> axes_of(const std::string& more) {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "spec.toml") << test_support::proposed_spec << more;
  std::vector<Value> axes;
  for (const auto& trial : assay::plan::make_plan({(folder / "spec.toml").string(), {}, {}}, test_support::sample_catalog()).trials)
    axes.push_back(trial.axes);
  return axes;
}

Value point(Value::Table members) { return Value(std::move(members)); }

}  // namespace

TEST_CASE("an axis varies only where its condition holds, and what becomes equal counts once") {
  const auto axes = axes_of(R"(
[sweep]
grid = { "train.optimizer.use" = ["adam", "sgd"], "train.optimizer.momentum" = [0.5, 0.9] }
when = { "train.optimizer.momentum" = { "train.optimizer.use" = "sgd" } }
)");
  REQUIRE(axes.size() == 3);
  CHECK(axes[0] == point({{"train.optimizer.use", "adam"}}));
  CHECK(axes[1] == point({{"train.optimizer.use", "sgd"}, {"train.optimizer.momentum", 0.5}}));
  CHECK(axes[2] == point({{"train.optimizer.use", "sgd"}, {"train.optimizer.momentum", 0.9}}));
}

TEST_CASE("a condition may name several values, arms, and an axis with a condition of its own") {
  const auto axes = axes_of(R"(
[[arm]]
name = "a"
[[arm]]
name = "b"
set = { "train.epochs" = 7 }
[sweep]
grid = { "train.batch" = [50, 100, 200], "latent.z.dim" = [4, 8], "train.lr" = [0.1, 0.2] }
when = { "latent.z.dim" = { "train.batch" = [50, 100], arm = "b" }, "train.lr" = { "latent.z.dim" = 8 } }
)");
  // Arm a: three batches. Arm b: 200 alone, and 50 and 100 each with dim 4, or dim 8 at two rates.
  REQUIRE(axes.size() == 3 + 1 + 2 * 3);
  CHECK(axes[2] == point({{"train.batch", 200}}));
  CHECK(axes[3] == point({{"train.batch", 50}, {"latent.z.dim", 4}}));
  CHECK(axes[5] == point({{"train.batch", 50}, {"latent.z.dim", 8}, {"train.lr", 0.2}}));
  CHECK(axes[9] == point({{"train.batch", 200}}));
}

TEST_CASE("a condition leaves trials that are equal without it to be reported") {
  CHECK_THROWS(axes_of(R"(
[sweep]
grid = { "train.batch" = [50, 50], "latent.z.dim" = [4, 8] }
when = { "latent.z.dim" = { "train.batch" = 50 } }
)"));
}

TEST_CASE("random settings take part like any other axis") {
  const auto axes = axes_of(R"(
[sweep]
grid = { "train.batch" = [50, 100] }
random = { count = 5, axes = { "train.lr" = { min = 1e-4, max = 1e-1, scale = "log" } } }
seeds = [1, 2]
)");
  CHECK(axes.size() == 2 * 5 * 2);
}
