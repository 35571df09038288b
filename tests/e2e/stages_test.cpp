#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <thread>

#include "base/settings.hpp"
#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

namespace fs = std::filesystem;
using e2e::Program;
using test_support::TemporaryFolder;

/// Three arms that start from one autoencoder per seed, and two that also share k-means on its codes.
const char* const shared_stages = R"(schema = 1
study = "shared"

[dataset]
use = "blobs"
clusters = 3
count = 400
dimensions = 16

[encoder]
use = "mlp"
hidden = [24]
features = 4
batch_norm = false
decoder_input = "concat"

[stage.pretrain]
use = "autoencoder"
epochs = 12
batch = 50
layer_epochs = 2

[stage.init]
use = "kmeans"
on = "pretrain"
clusters = 3
n_init = 3

[evaluate]
metrics = ["acc", "nmi"]
embed_at = [1]

[run]
checkpoint_s = 0

[[arm]]
name = "ae_kmeans"
set = { "baseline.use" = "kmeans", "baseline.clusters" = 3, "baseline.on" = "pretrain" }

[[arm]]
name = "dec"
set = { "baseline.use" = "dec", "baseline.update_interval" = 5, "baseline.max_iterations" = 60, "baseline.tolerance" = 0.0 }

[[arm]]
name = "idec"
set = { "baseline.use" = "idec", "baseline.update_interval" = 5, "baseline.max_iterations" = 60, "baseline.tolerance" = 0.0 }

[sweep]
seeds = { base = 1, count = 2 }
)";

/// The proposed model as a stage, whose features k-means and DBSCAN cluster and nearest neighbours judge.
const char* const composed_stage = R"(schema = 1
study = "shared"

[dataset]
use = "blobs"
clusters = 3
count = 400
dimensions = 16

[encoder]
use = "mlp"
hidden = [24]
features = 6

[latent.z]
use = "gaussian"
dim = 4

[latent.c]
use = "gumbel_softmax"
categories = 3

[[loss]]
use = "bce"

[[loss]]
use = "gaussian_kl"
on = "z"
weight = 3.0

[[loss]]
use = "categorical_kl"
on = "c"

[train]
epochs = 30
batch = 50

[stage.model]
use = "composed"

[evaluate]
metrics = ["acc", "nmi"]
embed_at = [1]

[run]
checkpoint_s = 0

[[arm]]
name = "kmeans"
set = { "baseline.use" = "kmeans", "baseline.clusters" = 3, "baseline.n_init" = 5, "baseline.on" = "model" }

[[arm]]
name = "dbscan"
set = { "baseline.use" = "dbscan", "baseline.on" = "model" }

[[arm]]
name = "proposed"

[sweep]
seeds = { base = 1, count = 2 }
)";

std::vector<std::string> run_command(std::vector<std::string> more = {}) {
  std::vector<std::string> words{"run", "shared.toml", "-j", "2"};
  words.insert(words.end(), more.begin(), more.end());
  return e2e::assay(words);
}

/// The finished stages of a cache, by the method that made them.
std::size_t stages_of(const fs::path& cache, const std::string& method) {
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(cache / "trials")) {
    if (entry.path().extension() != ".h5" || entry.path().stem().has_extension()) continue;
    const auto record = assay::record::read_trial_file(entry.path());
    found += record.status == "done" && assay::method_of(record.resolved) == method ? 1 : 0;
  }
  return found;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A finished, undisturbed run.
class Undisturbed {
 public:
  Undisturbed() {
    e2e::write_file(folder_ / "shared.toml", shared_stages);
    outcome_ = Program(run_command(), folder_.path()).wait();
  }
  [[nodiscard]] const e2e::Outcome& outcome() const { return outcome_; }
  [[nodiscard]] e2e::record::RunFolder run() const { return e2e::run_folder(folder_.path(), "shared"); }
  [[nodiscard]] fs::path cache() const { return folder_ / "runs/.stages"; }
  [[nodiscard]] const fs::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  e2e::Outcome outcome_;
};

const Undisturbed& undisturbed() {
  static const Undisturbed run;
  return run;
}

}  // namespace

TEST_CASE("trials that start from the same stages compute them once") {
  const auto& outcome = undisturbed().outcome();
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(stages_of(undisturbed().cache(), "autoencoder") == 2);  // one per seed
  CHECK(stages_of(undisturbed().cache(), "kmeans") == 2);
  CHECK(contains(outcome.err, "first 4 stages that they start from"));
  CHECK(contains(outcome.out, "stages: 4 computed, 0 found in the cache, used 10 times; sharing saved"));
  const auto trials = e2e::trials_of(undisturbed().run());
  CHECK(e2e::count(trials, "done") == 6);
  const auto record = assay::record::read_trial_file(undisturbed().run().trial(trials.back().id));
  REQUIRE(record.stages.size() == 2);
  CHECK(record.stages[0].name == "init");
  CHECK(record.stages[1].method == "autoencoder");
  CHECK(record.stages[1].id.size() == 16);
}

TEST_CASE("another study finds the stages in the cache") {
  const TemporaryFolder folder;
  std::string spec = shared_stages;
  spec.replace(spec.find("study = \"shared\""), 16, "study = \"second\"");
  e2e::write_file(folder / "shared.toml", spec);
  const auto second = Program(run_command(), folder.path(), {{"ASSAY_CACHE", undisturbed().cache()}}).wait();
  INFO(second.err);
  REQUIRE(second.status == 0);
  CHECK(contains(second.out, "stages: 0 computed, 4 found in the cache"));
}

TEST_CASE("without the cache every trial computes its own stages and ends with the same bits") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "shared.toml", shared_stages);
  const auto outcome = Program(run_command({"--no-stage-cache"}), folder.path()).wait();
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  const auto run = e2e::run_folder(folder.path(), "shared");
  CHECK(stages_of(run.root / "stages", "autoencoder") == 6);
  CHECK_FALSE(fs::exists(folder / "runs/.stages"));
  CHECK(e2e::run_differences(undisturbed().run(), run) == std::vector<std::string>{});
}

TEST_CASE("two runs at once compute the stages that they share once") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "shared.toml", shared_stages);
  Program first(run_command({"--run-dir", "first"}), folder.path());
  Program second(run_command({"--run-dir", "second"}), folder.path());
  const auto one = first.wait();
  const auto two = second.wait();
  INFO(one.err);
  INFO(two.err);
  REQUIRE(one.status == 0);
  REQUIRE(two.status == 0);
  CHECK(stages_of(folder / "runs/.stages", "autoencoder") == 2);
  for (const char* name : {"first", "second"}) {
    CHECK(e2e::run_differences(undisturbed().run(), e2e::record::RunFolder{folder / name}) == std::vector<std::string>{});
  }
  const auto computed = [](const std::string& text) { return std::stoi(text.substr(text.find("stages: ") + 8)); };
  CHECK(computed(one.out) + computed(two.out) == 4);
}

TEST_CASE("a run with stages that is killed at random moments ends with the bits of an undisturbed one and no stage too many") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "shared.toml", shared_stages);
  std::mt19937 random(std::random_device{}());
  std::uniform_real_distribution<double> moment(0.3, 2.0);
  for (int kill = 0; kill < 6; ++kill) {
    Program program(run_command(), folder.path());
    std::this_thread::sleep_for(std::chrono::duration<double>(moment(random)));
    program.kill_everything();
  }
  const auto outcome = Program(run_command(), folder.path()).wait();
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(stages_of(folder / "runs/.stages", "autoencoder") == 2);
  CHECK(e2e::run_differences(undisturbed().run(), e2e::run_folder(folder.path(), "shared")) == std::vector<std::string>{});
  for (const auto& entry : fs::directory_iterator(undisturbed().cache() / "trials")) {
    if (entry.path().extension() != ".h5") continue;
    CHECK(e2e::differences(entry.path(), folder / "runs/.stages/trials" / entry.path().filename()) == std::vector<std::string>{});
  }
}

TEST_CASE("a stage that fails fails the trials that start from it, with the reason, and no others") {
  const TemporaryFolder folder;
  std::string spec = shared_stages;
  spec += R"([[arm]]
name = "plain"
set = { "baseline.use" = "kmeans", "baseline.clusters" = 3 }
)";
  e2e::write_file(folder / "shared.toml", spec);
  const auto outcome =
      Program(run_command({"--set", "stage.pretrain.optimizer=sgd", "--set", "stage.pretrain.lr=1000", "--set", "sweep.seeds.count=1"}),
              folder.path())
          .wait();
  CHECK(outcome.status == 1);
  const auto trials = e2e::trials_of(e2e::run_folder(folder.path(), "shared"));
  CHECK(e2e::count(trials, "done") == 1);
  CHECK(e2e::count(trials, "failed") == 3);
  CHECK(trials.front().error_code == "trial.stage-failed");
  CHECK(contains(trials.front().error_text, "the stage 'pretrain'"));
  CHECK(contains(trials.front().error_text, "train.non-finite"));
}

TEST_CASE("the composed model can be a stage: trained once per seed, its features clustered, and the same bits after any kill") {
  const TemporaryFolder whole;
  e2e::write_file(whole / "shared.toml", composed_stage);
  const auto first = Program(run_command(), whole.path()).wait();
  INFO(first.err);
  REQUIRE(first.status == 0);
  CHECK(stages_of(whole / "runs/.stages", "composed") == 2);
  CHECK(contains(first.out, "stages: 2 computed, 0 found in the cache, used 4 times"));
  const auto run = e2e::run_folder(whole.path(), "shared");
  const auto trials = e2e::trials_of(run);
  REQUIRE(trials.size() == 6);
  for (std::size_t seed = 0; seed < 2; ++seed) {
    // The stage is the same training as the arm "proposed": k-means sees the features that the model has at its end.
    const fs::path stage = whole / "runs/.stages/trials" / (assay::record::read_trial_file(run.trial(trials[seed].id)).stages.front().id + ".h5");
    const fs::path proposed = run.trial(trials[4 + seed].id);
    const auto weights = assay::record::read_trial_array(stage, "weights/heads/z.weight");
    const auto same = assay::record::read_trial_array(proposed, "weights/heads/z.weight");
    REQUIRE(weights.bytes() == same.bytes());
    CHECK(std::memcmp(weights.data, same.data, weights.bytes()) == 0);
    CHECK(assay::record::read_trial_array(run.trial(trials[seed].id), "artifacts/embedding/epoch_0001").shape == std::vector<std::int64_t>{400, 6});
  }

  const TemporaryFolder killed;
  e2e::write_file(killed / "shared.toml", composed_stage);
  std::mt19937 random(std::random_device{}());
  std::uniform_real_distribution<double> moment(0.3, 1.5);
  for (int kill = 0; kill < 4; ++kill) {
    Program program(run_command(), killed.path());
    std::this_thread::sleep_for(std::chrono::duration<double>(moment(random)));
    program.kill_everything();
  }
  REQUIRE(Program(run_command(), killed.path()).wait().status == 0);
  CHECK(stages_of(killed / "runs/.stages", "composed") == 2);
  CHECK(e2e::run_differences(run, e2e::run_folder(killed.path(), "shared")) == std::vector<std::string>{});
}
