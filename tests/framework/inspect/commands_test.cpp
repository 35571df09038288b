#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "app/commands/check.hpp"
#include "app/commands/explain.hpp"
#include "app/commands/plan.hpp"
#include "app/commands/plugins.hpp"
#include "app/commands/resolve.hpp"
#include "base/json.hpp"
#include "plan/make_plan.hpp"
#include "spec/document.hpp"
#include "spec/source.hpp"
#include "support/proposed_spec.hpp"
#include "support/sample_catalog.hpp"
#include "support/temporary_folder.hpp"

using assay::parse_json;
using assay::Value;
using test_support::sample_catalog;

namespace {

constexpr const char* arms_and_sweep = R"(
[[arm]]
name = "proposed"
[[arm]]
name = "kmeans"
set = { "baseline.use" = "kmeans" }
[sweep]
seeds = [4, 5]
grid = { "latent.z.dim" = [4, 8] }
)";

/// One spec in a folder of its own.
class SpecFile {
 public:
  explicit SpecFile(const std::string& more = arms_and_sweep) { std::ofstream(path()) << test_support::proposed_spec << more; }
  [[nodiscard]] std::string path() const { return (folder_ / "spec.toml").string(); }

 private:
  test_support::TemporaryFolder folder_;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("check says ok or everything that is wrong") {
  const SpecFile good;
  const SpecFile bad("[run]\nthread = 2\n");
  std::ostringstream out;
  std::ostringstream err;
  CHECK(assay::app::run_check({{good.path(), bad.path()}, {}, {}, false, {}}, sample_catalog(), out, err) == 2);
  CHECK(out.str() == good.path() + ": ok (2 arms, 6 trials)\n");
  CHECK(contains(err.str(), "error: [run] has no option 'thread' [spec.unknown-option]"));
  CHECK(assay::app::run_check({{good.path()}, {}, {}, false, {}}, sample_catalog(), out, err) == 0);
}

TEST_CASE("check in JSON carries every finding") {
  const SpecFile bad("[run]\nthread = 2\n");
  std::ostringstream out;
  std::ostringstream err;
  CHECK(assay::app::run_check({{bad.path()}, {}, {}, true, {}}, sample_catalog(), out, err) == 2);
  CHECK(err.str().empty());
  const Value report = parse_json(out.str()).array().at(0);
  CHECK(report.at("ok") == Value(false));
  CHECK(report.at("findings").array().at(0).at("code") == Value("spec.unknown-option"));
  CHECK(report.at("findings").array().at(0).at("help") == Value("did you mean 'threads'?"));
}

TEST_CASE("a check of a refused plugin has the status of plugins") {
  const SpecFile spec("");
  std::ostringstream out;
  std::ostringstream err;
  CHECK(assay::app::run_check({{spec.path()}, {"encoder.use=resnet"}, {}, false, {}}, sample_catalog(), out, err) == 3);
}

TEST_CASE("resolve prints every value with its place") {
  const SpecFile spec;
  std::ostringstream out;
  CHECK(assay::app::run_resolve({spec.path(), {"proposed"}, {}, {"train.epochs=7"}, {}, false}, sample_catalog(), out) == 0);
  const std::string text = out.str();
  CHECK(contains(text, "[latent.z]\nuse = \"gaussian\""));
  CHECK(contains(text, "# " + spec.path() + ":6:9"));      // count = 1000
  CHECK(contains(text, "# --set train.epochs=7, over "));  // and what it replaced
  CHECK(contains(text, "logvar_bound = 10.0"));
  CHECK(count(text, "[[loss]]") == 3);
  CHECK_FALSE(contains(text, "kmeans"));
}

TEST_CASE("what resolve prints is TOML of the resolved spec") {
  const SpecFile spec;
  const auto request = assay::plan::PlanRequest{spec.path()};
  for (const auto& arm : assay::plan::resolve_arms(request, sample_catalog())) {
    std::ostringstream out;
    assay::app::run_resolve({spec.path(), {arm.name}, {}, {}, {}, false}, sample_catalog(), out);
    CHECK(assay::spec::parse_source({"resolved.toml", out.str()}).to_value() == arm.resolved);
  }
}

TEST_CASE("resolve in JSON holds the resolved spec of every arm") {
  const SpecFile spec;
  std::ostringstream out;
  CHECK(assay::app::run_resolve({spec.path(), {}, {}, {}, {}, true}, sample_catalog(), out) == 0);
  const Value report = parse_json(out.str());
  REQUIRE(report.array().size() == 2);
  CHECK(report.array()[1].at("arm") == Value("kmeans"));
  CHECK(*report.array()[1].find_path("resolved.baseline.use") == Value("kmeans"));
  std::ostringstream unused;
  CHECK_THROWS_AS(assay::app::run_resolve({spec.path(), {"kmean"}, {}, {}, {}, false}, sample_catalog(), unused), assay::SpecError);
}

TEST_CASE("plan lists trials with their status") {
  const SpecFile spec;
  std::ostringstream out;
  std::string first;
  assay::app::PlanSurroundings surroundings;
  surroundings.trial_status = [&](const assay::plan::Plan& plan, const assay::plan::Trial& trial) {
    first = plan.trials.front().id;
    return trial.id == first ? "done" : "to do";
  };
  CHECK(assay::app::run_plan({spec.path(), {}, {}, {}, {}, false, false}, sample_catalog(), surroundings, out) == 0);
  const std::string text = out.str();
  CHECK(contains(text, "trial             arm       latent.z.dim  seed  status\n"));
  CHECK(contains(text, first + "  proposed  4             4     done\n"));
  CHECK(contains(text, "kmeans    -             5     to do\n"));
  CHECK(contains(text, "small: 6 trials in 2 arms, 1 done, 5 to do\n"));
  std::ostringstream json;
  assay::app::run_plan({spec.path(), {}, {}, {}, {}, false, true}, sample_catalog(), surroundings, json);
  const Value report = parse_json(json.str());
  CHECK(report.at("trials").array().size() == 6);
  CHECK(report.at("trials").array()[0].at("status") == Value("done"));
}

TEST_CASE("plan with diff shows what a comparison of two arms compares") {
  const SpecFile spec("[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\nset = { \"loss.gaussian_kl.weight\" = 1 }\n");
  std::ostringstream out;
  CHECK(assay::app::run_plan({spec.path(), {}, {}, {}, {}, true, false}, sample_catalog(), {}, out) == 0);
  CHECK(out.str() == "a and b: 1 value differs\n  option                   a    b\n  loss.gaussian_kl.weight  5.0  1.0\n");
  std::ostringstream json;
  assay::app::run_plan({spec.path(), {}, {}, {}, {}, true, true}, sample_catalog(), {}, json);
  CHECK(parse_json(json.str()).array().at(0).at("differences").array().at(0).at("right") == Value(1.0));
}

TEST_CASE("plugins lists what a spec can use and counts what was refused") {
  std::ostringstream out;
  CHECK(assay::app::run_plugins({false, false}, sample_catalog(), out) == 0);
  CHECK(contains(out.str(), "latent    gaussian        0.1.0    diagonal Gaussian\n"));
  CHECK(contains(out.str(), "1 library was refused"));
  std::ostringstream all;
  assay::app::run_plugins({true, false}, sample_catalog(), all);
  CHECK(contains(all.str(), "refused: plugins/encoder/resnet.so\n  built with another toolchain [plugin.stamp-mismatch]\n"));
  std::ostringstream json;
  assay::app::run_plugins({true, true}, sample_catalog(), json);
  CHECK(parse_json(json.str()).at("rejected").array().size() == 1);
}

TEST_CASE("explain prints type and default and range and help") {
  std::ostringstream out;
  CHECK(assay::app::run_explain({"latent.gumbel_softmax", false}, sample_catalog(), out) == 0);
  const std::string text = out.str();
  CHECK(contains(text, "latent.gumbel_softmax: relaxed categorical\n"));
  CHECK(contains(text, "categories  (whole number, default 10; 2 to 4096, or \"from_dataset\" (classes))\n      clusters K\n"));
  CHECK(contains(text, "estimator  (string, default \"soft\"; one of: soft, straight_through)"));
  std::ostringstream kind;
  assay::app::run_explain({"loss", false}, sample_catalog(), kind);
  CHECK(contains(kind.str(), "loss: one term of the objective"));  // the table of the spec ...
  CHECK(count(kind.str(), "\nloss.") == 4);                        // ... and the four components
  std::ostringstream train;
  assay::app::run_explain({"train", false}, sample_catalog(), train);
  CHECK(contains(train.str(), "epochs  (whole number, default 100; 1 to 1000000)"));
  std::ostringstream optimizer;
  assay::app::run_explain({"optimizer.adam", true}, sample_catalog(), optimizer);
  CHECK(*parse_json(optimizer.str()).array().at(0).find_path("name") == Value("adam"));
}

TEST_CASE("explain of a key of the spec tells what it holds and the rules that speak of it") {
  std::ostringstream out;
  CHECK(assay::app::run_explain({"sweep", false}, sample_catalog(), out) == 0);
  CHECK(contains(out.str(), "sweep: "));
  CHECK(contains(out.str(), "\n`[sweep]`: `grid = { "));
  CHECK(contains(out.str(), "every arm gets the same seeds"));
  CHECK_FALSE(contains(out.str(), "`[labels]` is for methods"));
  for (const auto& key : assay::spec::top_level_keys()) {
    CAPTURE(key.name);
    CHECK(assay::app::run_explain({key.name, false}, sample_catalog(), out) == 0);
  }
}

TEST_CASE("explain of something unknown names what was probably meant") {
  std::ostringstream out;
  const auto help_for = [&](const std::string& topic) {
    try {
      assay::app::run_explain({topic, false}, sample_catalog(), out);
    } catch (const assay::SpecError& error) {
      return error.diagnostics().front().help;
    }
    return std::string("accepted");
  };
  CHECK(help_for("gaussian") == "did you mean latent.gaussian?");
  CHECK(help_for("latent.gausian") == "did you mean 'latent.gaussian'?");
  CHECK(help_for("nonsense") == "`assay explain` lists what can be explained");
  CHECK(help_for("") == "accepted");
}

constexpr const char* profile_and_cases = R"(
[arm.proposed]
set = { "latent.z.dim" = 4 }
[case.few.set]
"dataset.count" = 100
[case.many.set]
"dataset.count" = 500
[profile.fast.set]
"train.epochs" = 1
)";

TEST_CASE("resolve tells what comes from the profile and shows the arm in every case") {
  const SpecFile spec(profile_and_cases);
  std::ostringstream out;
  CHECK(assay::app::run_resolve({spec.path(), {}, {}, {}, "fast", false}, sample_catalog(), out) == 0);
  CHECK(contains(out.str(), "# arm proposed, case few\n"));
  CHECK(contains(out.str(), "# arm proposed, case many\n"));
  CHECK(contains(out.str(), "# profile 'fast', " + spec.path() + ":46:18, over " + spec.path() + ":33:10"));
  std::ostringstream json;
  CHECK(assay::app::run_resolve({spec.path(), {"proposed"}, {"many"}, {}, "", true}, sample_catalog(), json) == 0);
  const Value report = parse_json(json.str());
  REQUIRE(report.array().size() == 1);
  CHECK(report.array()[0].at("case") == Value("many"));
  CHECK(*report.array()[0].find_path("resolved.dataset.count") == Value(500));
  CHECK_FALSE(contains(json.str(), "profile"));
  CHECK_THROWS_AS(assay::app::run_resolve({spec.path(), {}, {"may"}, {}, "", true}, sample_catalog(), json), assay::SpecError);
}

TEST_CASE("plan and check count cases and name profiles") {
  const SpecFile spec(profile_and_cases);
  std::ostringstream out;
  CHECK(assay::app::run_plan({spec.path(), {}, "fast", {}, {}, false, false}, sample_catalog(), {}, out) == 0);
  CHECK(contains(out.str(), "trial             arm       case    seed  status\n"));
  CHECK(contains(out.str(), "small-fast: 2 trials in 1 arms and 2 cases, 2 to do\n"));
  std::ostringstream said;
  CHECK(assay::app::run_check({{spec.path()}, {}, {}, false, {}}, sample_catalog(), said, said) == 0);
  CHECK(said.str() == spec.path() + ": ok (1 arm, 2 cases, 2 trials, profiles: fast)\n");
}
