#include <doctest/doctest.h>

#include <map>

#include "program.hpp"
#include "record/trial_file.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using e2e::Program;
using test_support::TemporaryFolder;

/// Three learning rates of a composed model and of a baseline, at two seeds.
const char* const race = R"(schema = 1
study = "race"

[dataset]
use = "blobs"
clusters = 3
count = 300
dimensions = 16

[encoder]
use = "mlp"
hidden = [24]
features = 6

[latent.c]
use = "gumbel_softmax"
categories = 3

[[loss]]
use = "bce"

[[loss]]
use = "categorical_kl"
on = "c"

[train]
epochs = 8
batch = 50

[evaluate]
every = 2
metrics = ["acc"]

[run]
checkpoint_s = 0

[[arm]]
name = "composed"

[[arm]]
name = "gmvae_shu"
set = { "baseline.use" = "gmvae_shu", "baseline.epochs" = 8, "baseline.clusters" = 3, "baseline.hidden" = [16], "baseline.dim" = 4 }

[sweep]
seeds = [1, 2]
list = [
  { "train.lr" = 1e-2, "baseline.lr" = 1e-2 },
  { "train.lr" = 1e-3, "baseline.lr" = 1e-3 },
  { "train.lr" = 1e-7, "baseline.lr" = 1e-7 },
]
)";

const char* const halving = R"(
[sweep.halving]
metric = "acc"
epochs = [2, 4]
factor = 1.5
)";

std::string spec(bool halved) { return std::string(race) + (halved ? halving : ""); }

/// Trial -> status.
std::map<std::string, std::string> statuses(const assay::record::RunFolder& run) {
  std::map<std::string, std::string> found;
  for (const auto& trial : e2e::trials_of(run)) found[trial.id] = trial.status;
  return found;
}

}  // namespace

TEST_CASE("halving stops the worse settings, whatever the timing, and leaves the others as they are without it") {
  const TemporaryFolder whole;
  e2e::write_file(whole / "race.toml", spec(false));
  REQUIRE(e2e::run_assay({"run", "race.toml", "-j", "2"}, whole.path()).status == 0);
  const auto all = e2e::run_folder(whole.path(), "race");

  const TemporaryFolder quick;
  e2e::write_file(quick / "race.toml", spec(true));
  const auto outcome = e2e::run_assay({"run", "race.toml", "-j", "2"}, quick.path());
  INFO(outcome.out << outcome.err);
  REQUIRE(outcome.status == 0);
  const auto run = e2e::run_folder(quick.path(), "race");
  const auto trials = e2e::trials_of(run);
  REQUIRE(trials.size() == 12);
  CHECK(e2e::count(trials, "done") == 4);
  CHECK(e2e::count(trials, "stopped") == 8);
  std::map<std::int64_t, int> stopped_after;
  for (const auto& trial : trials) {
    const auto file = run.trial(trial.id);
    if (trial.status == "done") {
      CHECK(e2e::differences(all.trial(trial.id), file) == std::vector<std::string>{});
    } else {
      CHECK(trial.error_code == "trial.stopped-early");
      ++stopped_after[assay::record::read_trial_file(file).failure->epoch];
    }
  }
  CHECK(stopped_after == std::map<std::int64_t, int>{{2, 4}, {4, 4}});  // of three settings two go on, and then one
  CHECK(outcome.out.find("stopped early by successive halving and not counted in any mean: 8") != std::string::npos);
  CHECK(e2e::run_assay({"verify", "race"}, quick.path()).status == 0);
  CHECK(e2e::leftovers(run) == std::vector<std::string>{});

  const TemporaryFolder broken;
  e2e::write_file(broken / "race.toml", spec(true));
  {
    Program program(e2e::assay({"run", "race.toml", "-j", "1"}), broken.path());
    e2e::wait_until(program, [&] { return e2e::has_trial_file(e2e::run_folder(broken.path(), "race"), ".checkpoint.h5"); });
    program.kill_everything();
  }
  REQUIRE(e2e::run_assay({"run", "race.toml", "-j", "1"}, broken.path()).status == 0);
  CHECK(statuses(e2e::run_folder(broken.path(), "race")) == statuses(run));
  const auto again = e2e::run_assay({"run", "race.toml"}, broken.path());
  CHECK(again.out.find("nothing to run: all 12 trials were done already") != std::string::npos);

  // Without halving, what was stopped runs to its end.
  e2e::write_file(broken / "race.toml", spec(false));
  REQUIRE(e2e::run_assay({"run", "race.toml", "-j", "2"}, broken.path()).status == 0);
  CHECK(e2e::run_differences(all, e2e::run_folder(broken.path(), "race")) == std::vector<std::string>{});
}
