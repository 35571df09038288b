#include "spec/path.hpp"

#include <doctest/doctest.h>

#include "spec/source.hpp"
#include "support/proposed_spec.hpp"

using assay::Value;
using assay::spec::assign;
using assay::spec::Findings;
using assay::spec::Node;
using assay::spec::parse_override;
using assay::spec::parse_source;

namespace {

struct Result {
  Value root;
  std::size_t findings;
};

Result after(const std::vector<std::string>& arguments, const std::string& text = test_support::proposed_spec) {
  Node root = parse_source({"spec.toml", text});
  Findings findings;
  std::vector<assay::spec::Assignment> assignments;
  assignments.reserve(arguments.size());
  for (const auto& argument : arguments) assignments.push_back(parse_override(argument));
  assign(root, assignments, findings);
  return {root.to_value(), findings.size()};
}

}  // namespace

TEST_CASE("a path sets an option that is there or adds one") {
  const Result result = after({"latent.z.dim=3", "latent.z.logvar_bound=5.0", "train.lr=0.1", "run.threads=2"});
  CHECK(result.findings == 0);
  CHECK(*result.root.find_path("latent.z.dim") == Value(3));
  CHECK(*result.root.find_path("latent.z.logvar_bound") == Value(5.0));
  CHECK(*result.root.find_path("train.lr") == Value(0.1));
  CHECK(*result.root.find_path("run.threads") == Value(2));
}

TEST_CASE("a loss is addressed by its use") {
  const Result result = after({"loss.gaussian_kl.weight=9", "loss.categorical_kl@c.weight=2"});
  CHECK(result.findings == 0);
  CHECK(result.root.at("loss").array()[1].at("weight") == Value(9));
  CHECK(result.root.at("loss").array()[2].at("weight") == Value(2));
  CHECK(after({"loss.gaussian_kl@c.weight=9"}).findings == 1);
  CHECK(after({"loss.weight=9"}).findings == 1);
}

TEST_CASE("use is set first whatever the order and drops the options of the old component") {
  const Result result = after({"latent.z.dim=5", "latent.z.use=deterministic"});
  CHECK(result.findings == 0);
  CHECK(*result.root.find_path("latent.z") == Value(Value::Table{{"use", "deterministic"}, {"dim", 5}}));
  // `on` and `weight` belong to the loss table, not to the loss.
  const Result loss = after({"loss.gaussian_kl.use=categorical_kl"});
  CHECK(loss.root.at("loss").array()[1] == Value(Value::Table{{"use", "categorical_kl"}, {"on", "z"}, {"weight", 5}}));
}

TEST_CASE("a component given by its name can be refined") {
  const Result result = after({"train.optimizer.beta1=0.5"}, "schema = 1\n[train]\noptimizer = \"adam\"\n");
  CHECK(result.findings == 0);
  CHECK(*result.root.find_path("train.optimizer") == Value(Value::Table{{"use", "adam"}, {"beta1", 0.5}}));
}

TEST_CASE("a path through a table that is not there sets nothing") {
  CHECK(after({"latent.y.dim=3"}).findings == 1);
  CHECK(after({"baseline.clusters=3"}).findings == 1);
  CHECK(after({"latent.z.dim.low=3"}).findings == 1);
  CHECK(after({"baseline.use=kmeans"}).findings == 0);
  CHECK(after({"latent.y.use=gaussian"}).findings == 0);
  CHECK(after({"sweep.seeds.count=3"}).findings == 0);
}

TEST_CASE("malformed overrides are refused") {
  CHECK_THROWS_AS(parse_override("train.lr"), assay::SpecError);
  CHECK_THROWS_AS(parse_override("=3"), assay::SpecError);
  CHECK_THROWS_AS(parse_override("a..b=3"), assay::SpecError);
  CHECK_THROWS_AS(parse_override("a.b.=3"), assay::SpecError);
  CHECK(parse_override("a.b=c=d").value.scalar == Value("c=d"));
}
