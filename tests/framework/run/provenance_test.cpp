#include <doctest/doctest.h>

#include <cstdlib>

#include "run/provenance.hpp"

namespace {

using assay::Value;

assay::plan::Plan small_plan() {
  assay::plan::Plan plan;
  plan.study = "study";
  plan.title = "A study";
  plan.spec_file = "study.toml";
  plan.overrides = {"train.epochs=2"};
  plan.sources = {{"study.toml", "schema = 1\n"}};
  plan.profile = "fast";
  plan.arms = {"main"};
  plan.cases = {"mnist"};
  assay::plan::Trial trial;
  trial.id = "0123456789abcdef";
  trial.arm = "main";
  trial.seed = 3;
  trial.axes = Value::Table{{"latent.z.dim", 5}};
  trial.resolved = Value::Table{{"dataset", Value::Table{{"use", "blobs"}}}};
  trial.run = Value::Table{{"threads", 1}};
  plan.trials = {trial};
  plan.table = Value::Table{};
  return plan;
}

assay::Catalog small_catalog() {
  assay::Catalog catalog;
  for (const char* name : {"blobs", "glyphs"}) {
    assay::CatalogEntry entry;
    entry.kind = "dataset";
    entry.name = name;
    entry.version = "1.2.3";
    entry.library = std::string(name) + ".so";
    entry.sha256 = std::string("hash of ") + name;
    catalog.entries.push_back(entry);
  }
  catalog.stamp = "torch=1.13.1";
  return catalog;
}

}  // namespace

TEST_CASE("a job knows its trial and where everything in it came from") {
  const auto plan = small_plan();
  const assay::run::RunContext context{{"runs/study"}, {"runs/.stages"}, "cpu", {"data"}, "assay run study.toml"};
  const auto job = assay::run::make_job(plan, plan.trials.front(), small_catalog(), context, context.folder);
  CHECK(job.id() == "0123456789abcdef");
  CHECK(job.provenance.seed == 3);
  CHECK(job.provenance.profile == "fast");
  CHECK(job.provenance.axes == plan.trials.front().axes);
  CHECK(job.provenance.command == "assay run study.toml");
  CHECK(job.provenance.build.at("stamp") == "torch=1.13.1");
  REQUIRE(job.provenance.sources.size() == 1);
  CHECK(job.provenance.sources[0].text == "schema = 1\n");
  REQUIRE(job.provenance.plugins.size() == 1);  // the one that the trial uses
  CHECK(job.provenance.plugins[0].name == "blobs");
  CHECK(job.provenance.plugins[0].sha256 == "hash of blobs");
  const auto back = assay::record::TrialJob::from_value(job.to_value());
  CHECK(back.to_value() == job.to_value());
}

TEST_CASE("the manifest lists every planned trial") {
  const auto manifest = assay::run::make_manifest(small_plan(), {{"runs/study"}, {"runs/.stages"}, "cpu", {}, "assay run study.toml"});
  CHECK(manifest.study == "study");
  CHECK(manifest.profile == "fast");
  CHECK(manifest.cases == std::vector<std::string>{"mnist"});
  CHECK(manifest.overrides == std::vector<std::string>{"train.epochs=2"});
  REQUIRE(manifest.trials.size() == 1);
  CHECK(manifest.trials[0].axes.at("latent.z.dim") == Value(5));
  CHECK_FALSE(manifest.created_utc.empty());
}

TEST_CASE("data folders come from the environment and then the working folder") {
  setenv("ASSAY_DATA", "/first::/second", 1);
  const auto roots = assay::run::data_roots_from_environment();
  unsetenv("ASSAY_DATA");
  REQUIRE(roots.size() == 3);
  CHECK(roots[0] == "/first");
  CHECK(roots[1] == "/second");
  CHECK(roots[2] == (std::filesystem::current_path() / "data").string());
  CHECK(assay::run::data_roots_from_environment().size() == 1);
}
