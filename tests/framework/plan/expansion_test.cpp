#include "plan/expansion.hpp"

#include <fstream>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "plan/make_plan.hpp"
#include "support/proposed_spec.hpp"
#include "support/sample_catalog.hpp"
#include "support/temporary_folder.hpp"

using assay::Value;
using assay::plan::Plan;
using assay::plan::Trial;
using test_support::sample_catalog;

namespace {

/// Three arms, of which one reads no training and one is tried in a single case, and two cases.
constexpr const char* table_of_methods = R"(
[arm.proposed]
set = { "latent.z.dim" = 4 }
case.large = { "latent.z.dim" = 16, "dataset.slant" = 0.1 }

[arm.kmeans]
set = { "baseline.use" = "kmeans" }

[arm.wide]
set = { "encoder.hidden" = [256] }
cases = ["large"]

[case.small.set]
"dataset.count" = 100
"train.epochs" = 3

[case.large.set]
"dataset.count" = 500
"latent.z.dim" = 32
)";

constexpr const char* fast = R"(
[profile.fast]
notes = "shorter"
set = { "train.epochs" = 1, "sweep.seeds.count" = 2 }
[profile.fast.case.large.set]
"dataset.count" = 50
[profile.fast.arm.kmeans.set]
"baseline.n_init" = 1
[profile.fast.arm.proposed.case.large]
"train.epochs" = 2

[profile.paper]
notes = "the spec as it stands"
)";

Plan variants_plan(const std::string& more, const std::string& profile = {}, const std::vector<std::string>& overrides = {},
                   const std::vector<std::string>& arms = {}, const std::vector<std::string>& cases = {}) {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "spec.toml") << test_support::proposed_spec << more;
  return assay::plan::make_plan({(folder / "spec.toml").string(), overrides, profile, arms, cases}, sample_catalog());
}

const Trial& trial_of(const Plan& plan, const std::string& arm, const std::string& case_name) {
  for (const auto& trial : plan.trials) {
    const Value* of_trial = trial.axes.find("case");
    if (trial.arm == arm && (of_trial == nullptr ? case_name.empty() : *of_trial == Value(case_name))) return trial;
  }
  FAIL(arm << " has no trial in " << case_name);
  return plan.trials.front();
}

Value value_of(const Plan& plan, const std::string& arm, const std::string& case_name, const std::string& path) {
  const Value* value = trial_of(plan, arm, case_name).resolved.find_path(path);
  REQUIRE_MESSAGE(value != nullptr, path);
  return *value;
}

std::set<std::string> ids(const Plan& plan) {
  std::set<std::string> all;
  for (const auto& trial : plan.trials) all.insert(trial.id);
  return all;
}

}  // namespace

TEST_CASE("cases multiply arms like an axis, and an arm may be tried in some of them only") {
  const Plan plan = variants_plan(table_of_methods);
  CHECK(plan.arms == std::vector<std::string>{"proposed", "kmeans", "wide"});
  CHECK(plan.cases == std::vector<std::string>{"small", "large"});
  CHECK(plan.axes == std::vector<std::string>{"case"});
  REQUIRE(plan.trials.size() == 5);
  CHECK(plan.trials[0].axes == Value(Value::Table{{"case", "small"}}));
  CHECK(plan.trials[1].axes == Value(Value::Table{{"case", "large"}}));
  CHECK(plan.trials[4].arm == "wide");
  CHECK(plan.trials[4].axes == Value(Value::Table{{"case", "large"}}));
  CHECK(ids(plan).size() == 5);
}

TEST_CASE("the case comes first, then the arm, then what the arm sets in that case") {
  const Plan plan = variants_plan(table_of_methods);
  CHECK(value_of(plan, "proposed", "small", "latent.z.dim") == Value(4));
  CHECK(value_of(plan, "proposed", "large", "latent.z.dim") == Value(16));
  CHECK(value_of(plan, "wide", "large", "latent.z.dim") == Value(32));
  CHECK(value_of(plan, "proposed", "large", "dataset.slant") == Value(0.1));
  CHECK(value_of(plan, "kmeans", "large", "dataset.slant") == Value(0.3));
  CHECK(value_of(plan, "kmeans", "small", "dataset.count") == Value(100));  // "train.epochs" of the case is not for k-means
  CHECK(value_of(plan, "proposed", "small", "train.epochs") == Value(3));
}

TEST_CASE("a plan can be of some arms and cases alone, with the same identities") {
  const Plan all = variants_plan(table_of_methods);
  const Plan some = variants_plan(table_of_methods, {}, {}, {"wide", "proposed"}, {"large"});
  CHECK(some.arms == std::vector<std::string>{"proposed", "wide"});
  CHECK(some.cases == std::vector<std::string>{"large"});
  REQUIRE(some.trials.size() == 2);
  CHECK(some.trials[0].id == all.trials[1].id);
  CHECK(some.trials[1].id == all.trials[4].id);
  const auto code_of = [](const std::vector<std::string>& arms, const std::vector<std::string>& cases) {
    try {
      variants_plan(table_of_methods, {}, {}, arms, cases);
    } catch (const assay::SpecError& error) {
      return error.code();
    }
    return std::string();
  };
  CHECK(code_of({"wid"}, {}) == "spec.unknown-arm");
  CHECK(code_of({}, {"smal"}) == "spec.unknown-case");
  CHECK(code_of({"wide"}, {"small"}) == "spec.nothing-to-plan");
}

TEST_CASE("what an arm names in one case drops the options of what it names in all") {
  const Plan plan = variants_plan(
      "[arm.a]\nset = { \"dataset.use\" = \"idx\", \"dataset.images\" = \"a.idx\" }\ncase.drawn = { \"dataset.use\" = \"glyphs\", \"dataset.count\" "
      "= 20 }\n"
      "[case.files.set]\n\"train.epochs\" = 3\n[case.drawn.set]\n\"train.epochs\" = 4\n");
  CHECK(value_of(plan, "a", "files", "dataset.images") == Value("a.idx"));
  CHECK(value_of(plan, "a", "drawn", "dataset.count") == Value(20));
}

TEST_CASE("a case in which no arm is tried does not count") {
  const Plan plan =
      variants_plan("[arm.a]\ncases = [\"large\"]\n[case.small.set]\n\"dataset.count\" = 20\n[case.large.set]\n\"dataset.count\" = 50\n");
  CHECK(plan.cases == std::vector<std::string>{"large"});
  CHECK(plan.trials.size() == 1);
}

TEST_CASE("cases and swept options and seeds multiply") {
  const Plan plan = variants_plan(std::string(table_of_methods) + "[sweep]\nseeds = [1, 2]\ngrid = { \"train.batch\" = [50, 100] }\n");
  CHECK(plan.axes == std::vector<std::string>{"case", "train.batch"});
  CHECK(plan.trials.size() == (2 * 2 + 2 + 2) * 2);  // k-means does not read the axis
  CHECK(plan.trials[0].axes == Value(Value::Table{{"case", "small"}, {"train.batch", 50}}));
}

TEST_CASE("a case may bring the data set") {
  const Plan plan =
      variants_plan("[case.files.set]\n\"dataset.use\" = \"idx\"\n\"dataset.images\" = \"a.idx\"\n[case.drawn.set]\n\"dataset.slant\" = 0.2\n");
  CHECK(value_of(plan, "main", "files", "dataset") == Value(Value::Table{{"use", "idx"}, {"images", "a.idx"}}));
  CHECK(value_of(plan, "main", "drawn", "dataset.count") == Value(1000));
}

TEST_CASE("the name of a case is no part of the identity") {
  const Plan one = variants_plan("[case.a.set]\n\"dataset.count\" = 100\n");
  const Plan other = variants_plan("", {}, {"dataset.count=100"});
  CHECK(ids(one) == ids(other));
}

TEST_CASE("a profile is overrides that are written down, for all, for a case, for an arm and for a pair") {
  const std::string spec = std::string(table_of_methods) + fast;
  const Plan plan = variants_plan(spec, "fast");
  CHECK(plan.profile == "fast");
  CHECK(plan.folder_name() == "small-fast");
  CHECK(plan.trials.size() == 10);                                         // two seeds
  CHECK(value_of(plan, "proposed", "small", "train.epochs") == Value(1));  // over the case's 3
  CHECK(value_of(plan, "proposed", "large", "train.epochs") == Value(2));
  CHECK(value_of(plan, "wide", "large", "train.epochs") == Value(1));
  CHECK(value_of(plan, "kmeans", "large", "dataset.count") == Value(50));
  CHECK(value_of(plan, "kmeans", "small", "dataset.count") == Value(100));
  CHECK(value_of(plan, "kmeans", "small", "baseline.n_init") == Value(1));
  CHECK(value_of(plan, "proposed", "large", "latent.z.dim") == Value(16));
}

TEST_CASE("the command line comes after the profile") {
  const Plan plan = variants_plan(std::string(table_of_methods) + fast, "fast", {"train.epochs=7", "sweep.seeds.count=1"});
  CHECK(plan.trials.size() == 5);
  CHECK(value_of(plan, "proposed", "large", "train.epochs") == Value(7));
}

TEST_CASE("a component that the profile names drops what the command line did not set for it") {
  const Plan plan =
      variants_plan("[profile.files.set]\n\"dataset.use\" = \"idx\"\n\"dataset.images\" = \"a.idx\"\n", "files", {"dataset.use=glyphs"});
  CHECK(value_of(plan, "main", "", "dataset.count") == Value(10000));
}

TEST_CASE("the name of a profile is no part of the identity and one that sets nothing is the spec itself") {
  const std::string spec = std::string(table_of_methods) + fast;
  const Plan plain = variants_plan(spec);
  const Plan paper = variants_plan(spec, "paper");
  CHECK(ids(paper) == ids(plain));
  CHECK(paper.profile.empty());
  CHECK(paper.folder_name() == "small");
  const Plan quick = variants_plan("[profile.quick.set]\n\"train.epochs\" = 1\n", "quick");
  const Plan short_one = variants_plan("", {}, {"train.epochs=1"});
  CHECK(ids(quick) == ids(short_one));
  CHECK(ids(quick) != ids(variants_plan("")));
}

TEST_CASE("the sweep names the arms and cases that are tried until the command line or a profile asks for others") {
  const std::string spec = std::string(table_of_methods) + "[sweep]\narms = [\"kmeans\", \"wide\"]\ncases = [\"large\"]\n";
  const Plan plan = variants_plan(spec + "[profile.other.set]\n\"sweep.cases\" = [\"small\"]\n");
  CHECK(plan.arms == std::vector<std::string>{"kmeans", "wide"});
  CHECK(plan.cases == std::vector<std::string>{"large"});
  CHECK(plan.trials.size() == 2);
  const Plan other_arm = variants_plan(spec, {}, {}, {"proposed"});
  CHECK(other_arm.arms == std::vector<std::string>{"proposed"});
  CHECK(other_arm.cases == std::vector<std::string>{"large"});
  CHECK(variants_plan(spec, {}, {}, {}, {"small"}).arms == std::vector<std::string>{"kmeans"});
  CHECK(variants_plan(spec + "[profile.other.set]\n\"sweep.cases\" = [\"small\"]\n", "other").cases == std::vector<std::string>{"small"});
  CHECK(ids(plan) == ids(variants_plan(table_of_methods, {}, {}, {"kmeans", "wide"}, {"large"})));
}

TEST_CASE("the smoke form knows cases, too") {
  const Plan plan = variants_plan(std::string(table_of_methods) +
                                      "[sweep]\nseeds = [4, 5]\n[test.smoke]\nset = { \"train.epochs\" = 1 }\ncase.small.set = { "
                                      "\"dataset.count\" = 20 }\ntimeout_s = 10\n",
                                  "smoke");
  CHECK(plan.trials.size() == 5);
  CHECK(plan.folder_name() == "small-smoke");
  CHECK(value_of(plan, "kmeans", "small", "dataset.count") == Value(20));
}

TEST_CASE("check tries every profile and tells their names") {
  const test_support::TemporaryFolder folder;
  const std::string path = (folder / "spec.toml").string();
  std::ofstream(path) << test_support::proposed_spec << table_of_methods << fast;
  const auto result = assay::plan::check_spec({path}, sample_catalog());
  CHECK(result.arms == 3);
  CHECK(result.cases == 2);
  CHECK(result.trials == 5);
  CHECK(result.profiles == std::vector<std::string>{"fast", "paper"});
  std::ofstream(path, std::ios::app) << "[profile.broken.set]\n\"train.epochs\" = 0\n";
  CHECK_THROWS_AS(assay::plan::check_spec({path}, sample_catalog()), assay::SpecError);
  CHECK(assay::plan::make_plan({path, {}, "fast"}, sample_catalog()).trials.size() == 10);
}

TEST_CASE("files that a spec extends bring arms and cases and parts of a profile") {
  const test_support::TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) { std::ofstream(folder / name) << "schema = 1\n" << text; };
  write("kmeans.toml", "[arm.kmeans]\nset = { \"baseline.use\" = \"kmeans\" }\n[profile.fast.arm.kmeans.set]\n\"baseline.n_init\" = 1\n");
  write("model.toml", std::string(test_support::proposed_spec).substr(std::string("schema = 1\nstudy = \"small\"\n").size()) +
                          "[arm.proposed]\ncase.large = { \"latent.z.dim\" = 16 }\n[profile.fast.arm.proposed.set]\n\"train.epochs\" = 1\n");
  write("cases.toml", "[case.small.set]\n\"dataset.count\" = 100\n[case.large.set]\n\"dataset.count\" = 500\n");
  write("spec.toml", "extends = [\"kmeans.toml\", \"model.toml\", \"cases.toml\"]\nstudy = \"all\"\n");
  const assay::plan::PlanRequest request{(folder / "spec.toml").string(), {}, "fast"};
  const Plan plan = assay::plan::make_plan(request, sample_catalog());
  CHECK(plan.arms == std::vector<std::string>{"kmeans", "proposed"});
  CHECK(plan.trials.size() == 4);
  CHECK(value_of(plan, "kmeans", "small", "baseline.n_init") == Value(1));
  CHECK(value_of(plan, "proposed", "large", "train.epochs") == Value(1));
  CHECK(value_of(plan, "proposed", "large", "latent.z.dim") == Value(16));
  for (const char* part : {"kmeans.toml", "model.toml", "cases.toml"}) {
    CHECK(assay::plan::check_spec({(folder / part).string()}, sample_catalog()).fragment);
  }
}
