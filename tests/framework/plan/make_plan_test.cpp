#include "plan/make_plan.hpp"

#include <fstream>
#include <set>

#include <doctest/doctest.h>

#include "base/settings.hpp"
#include "plan/difference.hpp"
#include "support/proposed_spec.hpp"
#include "support/sample_catalog.hpp"
#include "support/temporary_folder.hpp"

using assay::Catalog;
using assay::Value;
using assay::plan::make_plan;
using assay::plan::Plan;
using test_support::sample_catalog;

namespace {

/// The plan of the small proposed spec with more text at its end.
Plan plan_of(const std::string& more, const std::vector<std::string>& overrides = {}, const Catalog& catalog = sample_catalog(),
             const std::string& profile = {}) {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "spec.toml") << test_support::proposed_spec << more;
  return make_plan({(folder / "spec.toml").string(), overrides, profile}, catalog);
}

std::string code_of(const std::string& more, const std::vector<std::string>& overrides = {}) {
  try {
    plan_of(more, overrides);
  } catch (const assay::Error& error) {
    return error.code();
  }
  return {};
}

const char* two_arms = R"(
[[arm]]
name = "proposed"
[[arm]]
name = "kmeans"
set = { "baseline.use" = "kmeans" }
)";

}  // namespace

TEST_CASE("a spec without arms and sweep is one trial") {
  const Plan plan = plan_of("");
  REQUIRE(plan.trials.size() == 1);
  CHECK(plan.study == "small");
  CHECK(plan.title == "small");
  CHECK(plan.arms == std::vector<std::string>{"main"});
  CHECK(plan.trials[0].seed == 1);
  CHECK(plan.trials[0].id.size() == 16);
  CHECK(plan.trials[0].axes == Value(Value::Table{}));
  CHECK(plan.trials[0].run.at("threads") == Value(1));
}

TEST_CASE("a resolved trial is complete with the defaults of every schema") {
  const Value resolved = plan_of("").trials[0].resolved;
  CHECK(resolved.at("dataset") == Value(Value::Table{{"use", "glyphs"}, {"count", 1000}, {"size", 28}, {"slant", 0.3}}));
  CHECK(*resolved.find_path("latent.z") == Value(Value::Table{{"use", "gaussian"}, {"dim", 8}, {"logvar_bound", 10.0}}));
  CHECK(*resolved.find_path("latent.c.temperature") == Value(Value::Table{{"start", 1.0}, {"end", 0.5}, {"rate", 0.00693}}));
  CHECK(resolved.at("loss").array()[0] == Value(Value::Table{{"use", "bce"}, {"on", ""}, {"weight", 1.0}}));
  CHECK(resolved.at("loss").array()[1] == Value(Value::Table{{"use", "gaussian_kl"}, {"on", "z"}, {"weight", 5.0}}));
  CHECK(*resolved.find_path("train.lr") == Value(1e-3));
  CHECK(*resolved.find_path("train.optimizer") ==
        Value(Value::Table{{"use", "adam"}, {"beta1", 0.9}, {"beta2", 0.999}, {"epsilon", 1e-8}, {"weight_decay", 0.0}}));
  CHECK(resolved.at("evaluate").at("metrics") == Value(Value::Array{Value::Table{{"use", "acc"}}, Value::Table{{"use", "nmi"}}}));
  CHECK(resolved.find("baseline") == nullptr);
  CHECK(resolved.find("run") == nullptr);
}

TEST_CASE("what is trained on is part of a trial's identity, and to say what is the default changes nothing") {
  const auto id_with = [](const std::vector<std::string>& overrides) { return plan_of("", overrides).trials[0].id; };
  CHECK(id_with({"dataset.train_on=all"}) == id_with({}));
  CHECK(id_with({"dataset.train_on=training_part"}) != id_with({}));
  const Plan plan = plan_of("", {"dataset.train_on=training_part", "dataset.use=idx", "dataset.images=a"});
  CHECK(plan.trials[0].resolved.at("dataset") == Value(Value::Table{{"use", "idx"}, {"images", "a"}, {"train_on", "training_part"}}));
  const Plan both = plan_of("[sweep]\ngrid = { \"dataset.train_on\" = [\"all\", \"training_part\"] }\n");
  CHECK(both.trials.size() == 2);
}

TEST_CASE("a table that no arm reads is noted when an extended file brings it, and an error when the spec has it itself") {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "part.toml")
      << "schema = 1\n[encoder]\nuse = \"mlp\"\n[stage.pretrain]\nuse = \"autoencoder\"\n[stage.init]\nuse = \"kmeans\"\n";
  const auto plan_with = [&](const std::string& text) {
    std::ofstream(folder / "spec.toml") << "schema = 1\nextends = \"part.toml\"\nstudy = \"s\"\n[dataset]\nuse = \"glyphs\"\n" << text;
    return make_plan({(folder / "spec.toml").string(), {}}, sample_catalog());
  };
  const std::string kmeans = "[baseline]\nuse = \"kmeans\"\n";
  const std::string part = (folder / "part.toml").string();
  CHECK(plan_with(kmeans).notes == std::vector<std::string>{part + ":2:2: note: no arm reads 'encoder'", part + ":4:2: note: no arm reads 'stage'"});
  CHECK(plan_with(kmeans + "on = \"pretrain\"\n").notes == std::vector<std::string>{part + ":6:8: note: no arm reads the stage 'init'"});
  CHECK_THROWS_AS(plan_with(kmeans + "[encoder]\nfeatures = 3\n"), assay::SpecError);
  CHECK_THROWS_AS(plan_with(kmeans + "on = \"pretrain\"\n[stage.init]\nn_init = 3\n"), assay::SpecError);
}

TEST_CASE("arms and axes and seeds multiply with the seeds innermost") {
  const Plan plan = plan_of(R"(
[[arm]]
name = "a"
[[arm]]
name = "b"
set = { "loss.gaussian_kl.weight" = 1 }
[sweep]
seeds = { base = 7, count = 2 }
grid = { "latent.z.dim" = [4, 8], "train.batch" = [50, 100, 200] }
)");
  REQUIRE(plan.trials.size() == 2 * 2 * 3 * 2);
  CHECK(plan.axes == std::vector<std::string>{"latent.z.dim", "train.batch"});
  CHECK(plan.trials[0].seed == 7);
  CHECK(plan.trials[1].seed == 8);
  CHECK(plan.trials[1].axes == Value(Value::Table{{"latent.z.dim", 4}, {"train.batch", 50}}));
  CHECK(plan.trials[2].axes == Value(Value::Table{{"latent.z.dim", 4}, {"train.batch", 100}}));
  CHECK(plan.trials[11].axes == Value(Value::Table{{"latent.z.dim", 8}, {"train.batch", 200}}));
  CHECK(plan.trials[11].arm == "a");
  CHECK(plan.trials[12].arm == "b");
  CHECK(plan.trials[12].resolved.at("loss").array()[1].at("weight") == Value(1.0));
  std::set<std::string> ids;
  for (const auto& trial : plan.trials) ids.insert(trial.id);
  CHECK(ids.size() == plan.trials.size());
}

TEST_CASE("zip pairs values and list gives whole settings") {
  const Plan zipped = plan_of("[sweep]\nzip = { \"latent.z.dim\" = [4, 8], \"train.batch\" = [50, 100] }\n");
  REQUIRE(zipped.trials.size() == 2);
  CHECK(zipped.trials[1].axes == Value(Value::Table{{"latent.z.dim", 8}, {"train.batch", 100}}));
  const Plan listed = plan_of("[sweep]\nlist = [{ \"latent.z.dim\" = 4 }, { \"train.lr\" = 0.1, \"latent.z.dim\" = 9 }, {}]\n");
  REQUIRE(listed.trials.size() == 3);
  CHECK(listed.axes == std::vector<std::string>{"latent.z.dim", "train.lr"});
  CHECK(*listed.trials[1].resolved.find_path("train.lr") == Value(0.1));
  CHECK(*listed.trials[2].resolved.find_path("latent.z.dim") == Value(8));
}

TEST_CASE("a baseline arm reads neither the composed model nor axes over it") {
  const Plan plan = plan_of(std::string(two_arms) + "[sweep]\nseeds = [1, 2, 3]\ngrid = { \"loss.gaussian_kl.weight\" = [1, 5] }\n");
  REQUIRE(plan.trials.size() == 2 * 3 + 3);
  const auto& kmeans = plan.trials.back();
  CHECK(kmeans.arm == "kmeans");
  CHECK(kmeans.axes == Value(Value::Table{}));
  CHECK(kmeans.resolved.table().size() == 3);
  CHECK(kmeans.resolved.at("baseline") == Value(Value::Table{{"use", "kmeans"}, {"clusters", 10}, {"n_init", 20}}));
  // What the baseline does not read cannot change its identity.
  const Plan other = plan_of(two_arms, {"train.epochs=9", "sweep.seeds=[3]"});
  CHECK(other.trials.back().id == kmeans.id);
  CHECK(other.trials.front().id != plan.trials[2].id);
}

TEST_CASE("an identity depends on everything that can change a result and on nothing else") {
  const std::string id = plan_of("").trials[0].id;
  CHECK(plan_of("").trials[0].id == id);
  CHECK(plan_of("[run]\nthreads = 4\n").trials[0].id == id);
  CHECK(plan_of("[table]\nmetrics = [\"acc\"]\n").trials[0].id == id);
  CHECK(plan_of("", {"train.lr=0.001"}).trials[0].id == id);  // the default, written out
  CHECK(plan_of("", {"train.lr=0.002"}).trials[0].id != id);
  CHECK(plan_of("", {"sweep.seeds=[2]"}).trials[0].id != id);
  Catalog newer = sample_catalog();
  for (auto& entry : newer.entries) {
    if (entry.name == "ari") entry.version = "0.2.0";
  }
  CHECK(plan_of("", {}, newer).trials[0].id == id);  // not used
  for (auto& entry : newer.entries) {
    if (entry.name == "gaussian") entry.version = "0.2.0";
  }
  CHECK(plan_of("", {}, newer).trials[0].id != id);
}

TEST_CASE("overrides come last and reach arms and sweeps") {
  const Plan plan = plan_of("[[arm]]\nname = \"a\"\nset = { \"train.epochs\" = 5 }\n", {"train.epochs=9", "sweep.seeds.count=2", "run.threads=2"});
  REQUIRE(plan.trials.size() == 2);
  CHECK(*plan.trials[0].resolved.find_path("train.epochs") == Value(9));
  CHECK(plan.trials[0].run.at("threads") == Value(2));
}

TEST_CASE("an override reaches the arms that read it and must be read by one") {
  const Plan plan = plan_of(two_arms, {"baseline.n_init=3", "train.epochs=9"});
  CHECK(*plan.trials[0].resolved.find_path("train.epochs") == Value(9));
  CHECK(*plan.trials[1].resolved.find_path("baseline.n_init") == Value(3));
  CHECK(code_of("", {"baseline.n_init=3"}) == "spec.unread-table");
}

TEST_CASE("an override may turn a spec into a baseline or name a component for arms to refine") {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "spec.toml")
      << "schema = 1\nstudy = \"s\"\n[dataset]\nuse = \"glyphs\"\n[[arm]]\nname = \"a\"\nset = { \"baseline.n_init\" = 3 }\n";
  const Plan plan = make_plan({(folder / "spec.toml").string(), {"baseline.use=kmeans"}}, sample_catalog());
  CHECK(*plan.trials.at(0).resolved.find_path("baseline.n_init") == Value(3));
}

TEST_CASE("the smoke form applies its assignments and runs one seed") {
  const std::string more = "[sweep]\nseeds = [4, 5]\n[test]\nsmoke = { set = { \"train.epochs\" = 1, \"dataset.count\" = 50 } }\n";
  const Plan smoke = plan_of(more, {}, sample_catalog(), "smoke");
  REQUIRE(smoke.trials.size() == 1);
  CHECK(smoke.trials[0].seed == 4);
  CHECK(*smoke.trials[0].resolved.find_path("train.epochs") == Value(1));
  CHECK(*plan_of(more).trials[0].resolved.find_path("train.epochs") == Value(2));
}

TEST_CASE("only refused plugins missing is a plugin error and not a spec error") {
  try {
    plan_of("", {"encoder.use=resnet"});
    FAIL("a refused plugin was accepted");
  } catch (const assay::Error& error) {
    CHECK(error.category() == assay::ErrorCategory::plugin);
  }
  CHECK(code_of("", {"encoder.use=resnets"}) == "plugin.unknown-component");
}

TEST_CASE("a fragment cannot be planned") {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "part.toml") << "schema = 1\n[train]\nepochs = 3\n";
  const assay::plan::PlanRequest request{(folder / "part.toml").string()};
  CHECK_THROWS_AS(make_plan(request, sample_catalog()), assay::SpecError);
  CHECK(assay::plan::check_spec(request, sample_catalog()).fragment);
}

TEST_CASE("a fragment may sweep and set what others bring but not misspell what it holds") {
  const test_support::TemporaryFolder folder;
  const auto check = [&](const std::string& text) {
    std::ofstream(folder / "part.toml") << "schema = 1\n" << text;
    return assay::plan::check_spec({(folder / "part.toml").string()}, sample_catalog());
  };
  CHECK(check("[sweep]\ngrid = { \"loss.gaussian_kl.weight\" = [1, 5] }\n").fragment);
  CHECK(check("[[arm]]\nname = \"a\"\nset = { \"latent.z.dim\" = 3 }\n").fragment);
  CHECK(check("[[loss]]\nuse = \"gaussian_kl\"\non = \"z\"\n").fragment);
  CHECK_THROWS_AS(check("[train]\nepoch = 3\n"), assay::SpecError);
  CHECK_THROWS_AS(check("[baseline]\nuse = \"kmeans\"\ncluster = 3\n"), assay::SpecError);
}

TEST_CASE("differences name every leaf in which two arms differ") {
  const Plan plan =
      plan_of("[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\nset = { \"loss.gaussian_kl.weight\" = 1, \"train.optimizer.use\" = \"sgd\" }\n");
  const auto found = assay::plan::differences(plan.trials[0].resolved, plan.trials[1].resolved);
  std::set<std::string> paths;
  for (const auto& one : found) paths.insert(one.path);
  CHECK(paths == std::set<std::string>{"loss.gaussian_kl.weight", "train.optimizer.use", "train.optimizer.beta1", "train.optimizer.beta2",
                                       "train.optimizer.epsilon", "train.optimizer.momentum", "train.optimizer.nesterov"});
  CHECK(assay::plan::differences(plan.trials[0].resolved, plan.trials[0].resolved).empty());
}

TEST_CASE("every prefix of a spec is refused or accepted but never crashes") {
  const std::string text = std::string(test_support::proposed_spec) + two_arms + "[sweep]\nseeds = [1, 2]\ngrid = { \"latent.z.dim\" = [4, 8] }\n";
  const test_support::TemporaryFolder folder;
  const std::string path = (folder / "spec.toml").string();
  std::size_t accepted = 0;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    std::ofstream(path, std::ios::trunc) << text.substr(0, length);
    try {
      accepted += make_plan({path}, sample_catalog()).trials.empty() ? 0 : 1;
    } catch (const assay::SpecError& error) {
      CHECK_FALSE(error.code().empty());
    }
  }
  CHECK(accepted > 0);
}

TEST_CASE("a plan of ten thousand trials has ten thousand identities") {
  std::string weights;
  for (int i = 1; i <= 1000; ++i) weights += (i == 1 ? "" : ", ") + std::to_string(i);
  const Plan plan = plan_of("[sweep]\nseeds = { base = 1, count = 10 }\ngrid = { \"loss.gaussian_kl.weight\" = [" + weights + "] }\n");
  std::set<std::string> ids;
  for (const auto& trial : plan.trials) ids.insert(trial.id);
  CHECK(ids.size() == 10000);
}
