#include <algorithm>
#include <cstdlib>
#include <set>

#include <doctest/doctest.h>

#include "base/diagnostic.hpp"
#include "host/host_process.hpp"
#include "plan/make_plan.hpp"
#include "plan/stages.hpp"
#include "spec/reference.hpp"
#include "specs/golden.hpp"

namespace fs = std::filesystem;

using assay::plan::Plan;

namespace {

/// What the plugins of this build offer, asked once.
const assay::Catalog& built_catalog() {
  static const assay::Catalog catalog = [] {
    const char* build = std::getenv("ASSAY_BUILD_DIR");
    REQUIRE_MESSAGE(build != nullptr, "ASSAY_BUILD_DIR names the build tree; ctest sets it");
    assay::host::HostSettings settings;
    settings.program = fs::path(build) / "bin" / "assay-host";
    settings.plugin_folders = {fs::path(build) / "lib" / "assay" / "plugins"};
    assay::host::HostProcess host(settings);
    assay::Catalog described = host.describe();
    host.close(10000);
    return described;
  }();
  return catalog;
}

std::vector<fs::path> experiments() {
  std::vector<fs::path> specs;
  for (const auto& entry : fs::recursive_directory_iterator(golden::source_dir() / "experiments")) {
    if (entry.path().extension() == ".toml" && entry.path().filename() != "published.toml") specs.push_back(entry.path());
  }
  std::sort(specs.begin(), specs.end());
  return specs;
}

/// Empty when the spec is fine.
std::string problem_of(const fs::path& spec) {
  try {
    assay::plan::check_spec({spec.string()}, built_catalog());
  } catch (const assay::Error& error) {
    return assay::render(error, assay::line_of_file);
  }
  return {};
}

Plan plan_of(const std::string& spec) { return assay::plan::make_plan({(golden::source_dir() / "experiments" / spec).string()}, built_catalog()); }

}  // namespace

TEST_CASE("no plugin of the build is refused") {
  CHECK(built_catalog().rejected.empty());
  for (const auto& library : built_catalog().rejected) MESSAGE(library.library, ": ", library.reason);
}

TEST_CASE("every experiment is a good spec for the plugins of this build") {
  CHECK(experiments().size() >= 5);
  for (const auto& spec : experiments()) CHECK_MESSAGE(problem_of(spec).empty(), problem_of(spec));
}

TEST_CASE("the experiments have the arms and trials that their slides need") {
  const Plan weights = plan_of("slides/weights.toml");
  CHECK(weights.trials.size() == 13 * 3);  // three curves of five points that share the point of equal weights
  CHECK(weights.axes == std::vector<std::string>{"loss.bce.weight", "loss.categorical_kl.weight", "loss.gaussian_kl.weight"});
  const Plan quickstart = plan_of("quickstart.toml");
  CHECK(quickstart.arms == std::vector<std::string>{"proposed", "kmeans"});
  CHECK(quickstart.trials.size() == 6);
  CHECK(*plan_of("slides/proposed-mnist.toml").table.find_path("published.proposed.acc") == assay::Value(85.75));
  const Plan epochs = plan_of("slides/epochs.toml");
  for (const auto& loss : epochs.trials.front().resolved.at("loss").array()) CHECK(loss.at("weight") == assay::Value(1.0));
}

TEST_CASE("slide 61 is every method on every data set with its schedule there") {
  const Plan plan = plan_of("slides/clustering-table.toml");
  CHECK(plan.arms == std::vector<std::string>{"kmeans", "gmm", "ae_kmeans", "ae_gmm", "gmvae", "dcn", "dec", "idec", "vade", "proposed"});
  CHECK(plan.cases == std::vector<std::string>{"mnist", "usps", "reuters10k"});
  CHECK(plan.trials.size() == 10 * 3 * 10);
  const auto value_of = [&](const std::string& arm, const std::string& data, const std::string& path) {
    const auto trial = std::find_if(plan.trials.begin(), plan.trials.end(),
                                    [&](const assay::plan::Trial& one) { return one.arm == arm && one.axes.at("case") == assay::Value(data); });
    REQUIRE(trial != plan.trials.end());
    const assay::Value* value = trial->resolved.find_path(path);
    REQUIRE_MESSAGE(value != nullptr, arm, " ", path);
    return *value;
  };
  CHECK(value_of("dec", "mnist", "baseline.update_interval") == assay::Value(140));
  CHECK(value_of("dec", "usps", "baseline.update_interval") == assay::Value(30));
  CHECK(value_of("dec", "mnist", "stage.pretrain.epochs") == assay::Value(300));
  CHECK(value_of("vade", "usps", "stage.init.use") == assay::Value("gmm"));
  CHECK(value_of("vade", "reuters10k", "stage.init.use") == assay::Value("kmeans"));
  CHECK(value_of("proposed", "mnist", "encoder.use") == assay::Value("conv28"));
  CHECK(value_of("proposed", "usps", "encoder.use") == assay::Value("conv16"));
  CHECK(value_of("proposed", "reuters10k", "encoder.hidden") == assay::Value(assay::Value::Array{500, 500}));
  CHECK(value_of("proposed", "reuters10k", "encoder.init") == assay::Value("glorot_uniform"));
  CHECK(value_of("proposed", "reuters10k", "loss").array().front().at("use") == assay::Value("mse"));
  CHECK(plan.table.find_path("published.idec.usps.nmi")->real() == 78.46);
}

TEST_CASE("the methods that start from an autoencoder share it, and the system of a method is its row of the table") {
  Plan table = plan_of("slides/clustering-table.toml");
  assay::plan::add_stages(table, built_catalog(), {"cpu", "", [](const assay::Value&) { return assay::Value(); }, true});
  const auto autoencoders = std::count_if(table.stages.begin(), table.stages.end(), [](const auto& stage) { return stage.arm == "pretrain"; });
  CHECK(autoencoders == 3 * 10);  // one per data set and seed
  std::set<std::string> ids;
  for (const auto& trial : table.trials) ids.insert(trial.id);
  for (const auto& arm : table.arms) {
    for (const auto& trial : plan_of("systems/" + arm + ".toml").trials) CHECK_MESSAGE(ids.count(trial.id) == 1, arm);
  }
}

TEST_CASE("the systems with few labels are told equally many, and share the autoencoder that no label reaches") {
  Plan table = plan_of("slides/mnist-100-table.toml");
  CHECK(table.arms == std::vector<std::string>{"m1", "m1_tsvm", "m2", "m1_m2", "swwae", "adgm", "sdgm", "improved_gan", "metric_embedding",
                                               "metric_embedding_features"});
  assay::plan::add_stages(table, built_catalog(), {"cpu", "", [](const assay::Value&) { return assay::Value(); }, true});
  CHECK(table.stages.size() == 10);  // one per seed
  for (const auto& stage : table.stages) CHECK(stage.resolved.find("labels") == nullptr);
  for (const auto& trial : table.trials) {
    CHECK(trial.resolved.find_path("labels.per_class")->integer() == 10);
    CHECK(trial.resolved.find_path("dataset.train_on")->string() == "training_part");
  }
}

TEST_CASE("the table of 1000 labels is that of 100 with more labels, and shares its autoencoders") {
  const assay::plan::StageFacts everywhere{"cpu", "", [](const assay::Value&) { return assay::Value(); }, true};
  const auto stages_of = [&](const Plan& plan) {
    std::set<std::string> ids;
    for (const auto& stage : plan.stages) ids.insert(stage.id);
    return ids;
  };
  Plan few = plan_of("slides/mnist-100-table.toml");
  Plan more = plan_of("slides/mnist-1000-table.toml");
  CHECK(more.arms == few.arms);
  CHECK(more.cases == std::vector<std::string>{"mnist_1000"});
  assay::plan::add_stages(few, built_catalog(), everywhere);
  assay::plan::add_stages(more, built_catalog(), everywhere);
  CHECK(stages_of(more) == stages_of(few));
  for (const auto& trial : more.trials) CHECK(trial.resolved.find_path("labels.per_class")->integer() == 100);
}

TEST_CASE("slide 50 compares the ladder with plain hierarchies on samples that no arm is trained on") {
  const Plan plan = plan_of("slides/inactive-units.toml");
  CHECK(plan.arms == std::vector<std::string>{"hierarchical_vae", "hierarchical_vae_norm", "hierarchical_vae_warm_up", "ladder_vae"});
  for (const auto& trial : plan.trials) {
    const assay::Value& baseline = trial.resolved.at("baseline");
    CHECK(baseline.at("held_out") == assay::Value(10000));
    CHECK(baseline.at("batch_norm") == assay::Value(trial.arm != "hierarchical_vae"));
    CHECK((baseline.at("warm_up") == assay::Value(200)) == (trial.arm == "ladder_vae" || trial.arm == "hierarchical_vae_warm_up"));
    CHECK(trial.resolved.at("evaluate").at("every") == baseline.at("units_every"));
  }
}

TEST_CASE("specs with published schedules have a fast profile") {
  for (const auto& spec : experiments()) {
    const auto checked = assay::plan::check_spec({spec.string()}, built_catalog());
    const bool of_slides = spec.parent_path().filename() == "systems" || spec.parent_path().filename() == "slides";
    if (checked.fragment || !of_slides) continue;
    for (const std::string profile : {"paper", "fast", "smoke"}) {
      CHECK_MESSAGE(std::count(checked.profiles.begin(), checked.profiles.end(), profile) == 1, spec.string(), " has no profile ", profile);
    }
    CHECK(assay::plan::make_plan({spec.string(), {}, "paper"}, built_catalog()).profile.empty());
  }
}

TEST_CASE("the spec reference is up to date") {
  golden::check_file(golden::source_dir() / "framework/docs/spec-reference.md", assay::spec::spec_reference(built_catalog()));
}
