#include "plan/stages.hpp"

#include <algorithm>
#include <fstream>

#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "base/settings.hpp"
#include "plan/make_plan.hpp"
#include "support/sample_catalog.hpp"
#include "support/temporary_folder.hpp"

using assay::Catalog;
using assay::Value;
using assay::plan::Plan;
using assay::plan::StageFacts;

namespace {

const char* const stages_spec = R"(schema = 1
study = "stages"
[dataset]
use = "glyphs"
[encoder]
use = "mlp"
[stage.pretrain]
use = "autoencoder"
[stage.init]
use = "kmeans"
on = "pretrain"
[[arm]]
name = "plain"
set = { "baseline.use" = "kmeans" }
[[arm]]
name = "ae+kmeans"
set = { "baseline.use" = "kmeans", "baseline.on" = "pretrain" }
[[arm]]
name = "dec"
set = { "baseline.use" = "dec" }
[sweep]
seeds = { base = 1, count = 2 }
)";

/// The proposed model as an arm, and as the stage whose features two arms cluster.
const char* const composed_stage_spec = R"(schema = 1
study = "composed"
[dataset]
use = "glyphs"
[encoder]
use = "mlp"
[latent.z]
use = "gaussian"
[latent.c]
use = "gumbel_softmax"
[[loss]]
use = "bce"
[[loss]]
use = "gaussian_kl"
on = "z"
weight = 5.0
[stage.model]
use = "composed"
[stage.init]
use = "kmeans"
on = "model"
[[arm]]
name = "proposed"
[[arm]]
name = "kmeans"
set = { "baseline.use" = "kmeans", "baseline.on" = "model" }
[[arm]]
name = "kmeans-30"
set = { "baseline.use" = "kmeans", "baseline.on" = "model", "baseline.n_init" = 30 }
[[arm]]
name = "on-init"
set = { "baseline.use" = "kmeans", "baseline.on" = "init" }
)";

StageFacts facts(bool share = true) {
  StageFacts facts;
  facts.device = "cpu";
  facts.runtime = "runtime";
  facts.data = [](const Value& /*dataset*/) { return Value("hash of the data"); };
  facts.share = share;
  return facts;
}

Plan staged_plan(const std::vector<std::string>& overrides = {}, const StageFacts& given = facts(),
                 const Catalog& catalog = test_support::sample_catalog(), const char* spec = stages_spec) {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "spec.toml") << spec;
  Plan plan = assay::plan::make_plan({(folder / "spec.toml").string(), overrides}, catalog);
  add_stages(plan, catalog, given);
  return plan;
}

/// Methods that read labels: k-means where the spec has them, DEC always.
Catalog labels_catalog() {
  Catalog catalog = test_support::sample_catalog();
  for (auto& entry : catalog.entries) {
    if (entry.name == "kmeans") entry.schema.needs.push_back({"labels", "of a few", true});
    if (entry.name == "dec") entry.schema.needs.push_back({"labels", "of a few", false});
  }
  return catalog;
}

/// The id of the stage of that name at the first seed.
std::string id_of(const Plan& plan, const std::string& name) {
  const auto found = std::find_if(plan.stages.begin(), plan.stages.end(), [&](const auto& stage) { return stage.arm == name && stage.seed == 1; });
  REQUIRE(found != plan.stages.end());
  return found->id;
}

}  // namespace

TEST_CASE("trials that start from equal stages share them") {
  const Plan plan = staged_plan();
  REQUIRE(plan.trials.size() == 6);
  REQUIRE(plan.stages.size() == 4);  // pretrain and init, at two seeds
  CHECK(plan.trials[0].stages.empty());
  CHECK(plan.trials[2].stages.size() == 1);
  CHECK(plan.trials[4].stages.size() == 2);
  CHECK(plan.trials[2].stages.at("pretrain") == plan.trials[4].stages.at("pretrain"));
  CHECK(plan.trials[2].stages.at("pretrain") != plan.trials[3].stages.at("pretrain"));
}

TEST_CASE("a stage comes after those that it starts from and knows only what it reads") {
  const Plan plan = staged_plan();
  const auto& pretrain = plan.stages[0];
  const auto& init = plan.stages[2];  // after both seeds of pretrain, which the first arm with stages needs alone
  CHECK(pretrain.arm == "pretrain");
  CHECK(pretrain.stages.empty());
  CHECK(pretrain.resolved.find("stage") == nullptr);
  CHECK(pretrain.resolved.at("evaluate").at("metrics").array().empty());
  CHECK(init.arm == "init");
  CHECK(init.stages.at("pretrain") == pretrain.id);
  CHECK(init.resolved.at("baseline").at("on") == Value("pretrain"));
  CHECK(init.resolved.find("encoder") != nullptr);  // to make the features
  CHECK(assay::plan::stage_level(plan, pretrain) == 0);
  CHECK(assay::plan::stage_level(plan, init) == 1);
}

TEST_CASE("an option that a stage does not read does not change its identity") {
  const Plan plan = staged_plan();
  for (const char* override : {"stage.init.n_init=3", "evaluate.every=7"}) {
    CAPTURE(override);
    CHECK(id_of(staged_plan({override}), "pretrain") == id_of(plan, "pretrain"));
  }
}

TEST_CASE("whatever a stage reads changes its identity") {
  const Plan plan = staged_plan();
  for (const char* override :
       {"stage.pretrain.epochs=7", "encoder.features=7", "dataset.count=77", "dataset.train_on=training_part", "run.threads=2"}) {
    CAPTURE(override);
    const Plan other = staged_plan({override});
    CHECK(id_of(other, "pretrain") != id_of(plan, "pretrain"));
    CHECK(id_of(other, "init") != id_of(plan, "init"));
  }
  CHECK(id_of(staged_plan({"stage.init.n_init=3"}), "init") != id_of(plan, "init"));
}

TEST_CASE("data, device, program and plugin are part of a stage's identity") {
  const std::string id = id_of(staged_plan(), "pretrain");
  StageFacts other = facts();
  other.data = [](const Value& /*dataset*/) { return Value("other data"); };
  CHECK(id_of(staged_plan({}, other), "pretrain") != id);
  other = facts();
  other.device = "cuda";
  CHECK(id_of(staged_plan({}, other), "pretrain") != id);
  other = facts();
  other.runtime = "rebuilt";
  CHECK(id_of(staged_plan({}, other), "pretrain") != id);
  Catalog catalog = test_support::sample_catalog();
  for (auto& entry : catalog.entries) {
    if (entry.name == "autoencoder") entry.sha256 = "rebuilt";
  }
  CHECK(id_of(staged_plan({}, facts(), catalog), "pretrain") != id);
}

TEST_CASE("the composed model as a stage is a composed trial without metrics, and what it does not read does not change its identity") {
  const auto planned = [](const std::vector<std::string>& overrides) {
    return staged_plan(overrides, facts(), test_support::sample_catalog(), composed_stage_spec);
  };
  const Plan plan = planned({});
  REQUIRE(plan.stages.size() == 2);
  CHECK(plan.trials[0].stages.empty());  // the arm "proposed" trains for itself
  CHECK(plan.trials[1].stages.at("model") == plan.trials[2].stages.at("model"));
  const auto& model = plan.stages[0];
  CHECK(assay::method_of(model.resolved) == "composed");
  for (const char* part : {"dataset", "encoder", "latent", "loss", "train", "evaluate"}) {
    CAPTURE(part);
    CHECK(model.resolved.find(part) != nullptr);
  }
  CHECK(model.resolved.table().size() == 6);
  CHECK(plan.stages[1].resolved.find("train") != nullptr);  // to make the features

  for (const char* override : {"stage.init.n_init=3", "baseline.clusters=5", "evaluate.every=7"}) {
    CAPTURE(override);
    CHECK(id_of(planned({override}), "model") == id_of(plan, "model"));
  }
  for (const char* override : {"train.epochs=3", "latent.z.dim=7", "loss.gaussian_kl.weight=3", "encoder.features=7", "dataset.count=77"}) {
    CAPTURE(override);
    CHECK(id_of(planned({override}), "model") != id_of(plan, "model"));
    CHECK(id_of(planned({override}), "init") != id_of(plan, "init"));
  }
}

TEST_CASE("without sharing every trial has stages of its own") {
  const Plan plan = staged_plan({}, facts(false));
  CHECK(plan.stages.size() == 2 * (1 + 2));
  CHECK(plan.trials[2].stages.at("pretrain") != plan.trials[4].stages.at("pretrain"));
}

TEST_CASE("a stage that reads labels has them in its identity, and one that does not keeps the identity that it had") {
  const auto planned = [](const std::vector<std::string>& overrides) { return staged_plan(overrides, facts(), labels_catalog()); };
  const Plan ten = planned({"labels.per_class=10"});
  CHECK(ten.trials[0].resolved.at("labels") == Value(Value::Table{{"per_class", 10}, {"validation", 0}}));
  CHECK(id_of(ten, "pretrain") == id_of(staged_plan(), "pretrain"));
  const Plan twenty = planned({"labels.per_class=20"});
  CHECK(id_of(twenty, "pretrain") == id_of(ten, "pretrain"));
  CHECK(id_of(twenty, "init") != id_of(ten, "init"));
  for (const auto& stage : ten.stages) CHECK((stage.resolved.find("labels") != nullptr) == (stage.arm == "init"));
}

TEST_CASE("a method that may read labels does without them, and one that must is refused") {
  std::string without_dec(stages_spec);
  const std::string dec = R"("baseline.use" = "dec")";
  without_dec.replace(without_dec.find(dec), dec.size(), R"("baseline.use" = "kmeans", "baseline.on" = "init")");
  const Plan plan = staged_plan({}, facts(), labels_catalog(), without_dec.c_str());
  CHECK(plan.trials[0].resolved.find("labels") == nullptr);
  CHECK(plan.trials[0].id == staged_plan().trials[0].id);
  try {
    staged_plan({}, facts(), labels_catalog());
    FAIL("DEC has no labels");
  } catch (const assay::Error& error) {
    CHECK(error.code() == "spec.missing-option");
    CHECK(error.diagnostics().front().message.rfind("[labels] needs the option 'per_class'", 0) == 0);
  }
}
