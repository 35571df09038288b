#include <doctest/doctest.h>

#include <string>

#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using e2e::run_assay;
using test_support::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// `four_trials` with `old_text` replaced by `new_text`, as four.toml in `folder`.
void write_variant(const TemporaryFolder& folder, const std::string& old_text, const std::string& new_text) {
  std::string spec = e2e::four_trials;
  const std::size_t at = spec.find(old_text);
  REQUIRE(at != std::string::npos);
  e2e::write_file(folder / "four.toml", spec.replace(at, old_text.size(), new_text));
}

constexpr const char* two_cases = R"(
[case.few.set]
"dataset.count" = 200

[case.many.set]
"dataset.count" = 400
)";

}  // namespace

TEST_CASE("one command trains every trial, prints the table and leaves a sound run folder, and the next command has nothing to do") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto first = run_assay({"run", "four.toml"}, folder.path());
  INFO(first.err);
  REQUIRE(first.status == 0);
  CHECK(contains(first.err, "4 of 4 trials to run"));
  CHECK(contains(first.out, "proposed"));
  CHECK(contains(first.out, "kmeans"));
  CHECK(contains(first.out, "2 of 2"));
  const auto run = e2e::run_folder(folder.path(), "four");
  CHECK(contains(first.out, run.root.string()));
  CHECK(e2e::count(e2e::trials_of(run), "done") == 4);
  CHECK(e2e::leftovers(run).empty());
  CHECK(std::filesystem::exists(run.index()));

  const auto sound = run_assay({"verify", "four"}, folder.path());
  INFO(sound.out);
  CHECK(sound.status == 0);

  std::vector<std::filesystem::file_time_type> before;
  for (const auto& trial : e2e::trials_of(run)) before.push_back(std::filesystem::last_write_time(run.trial(trial.id)));
  const auto second = run_assay({"run", "four.toml"}, folder.path());
  CHECK(second.status == 0);
  CHECK(contains(second.out, "nothing to run"));
  CHECK(contains(second.out, "2 of 2"));
  std::vector<std::filesystem::file_time_type> after;
  for (const auto& trial : e2e::trials_of(run)) after.push_back(std::filesystem::last_write_time(run.trial(trial.id)));
  CHECK(before == after);
}

TEST_CASE("more seeds later run only what is missing, and a deleted trial is made again with the same bits") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const std::vector<std::string> fewer{"run", "four.toml", "--set", "sweep.seeds.count=1"};
  REQUIRE(run_assay(fewer, folder.path()).status == 0);
  const auto all = run_assay({"run", "four.toml"}, folder.path());
  CHECK(all.status == 0);
  CHECK(contains(all.err, "2 of 4 trials to run"));
  const auto run = e2e::run_folder(folder.path(), "four");
  const std::string id = e2e::trials_of(run).front().id;
  std::filesystem::rename(run.trial(id), folder / "kept.h5");
  const auto again = run_assay({"run", "four.toml"}, folder.path());
  CHECK(again.status == 0);
  CHECK(contains(again.err, "1 of 4 trials to run"));
  CHECK(e2e::differences(folder / "kept.h5", run.trial(id)) == std::vector<std::string>{});
}

TEST_CASE("a misspelt key ends with status 2 and a proposal and nothing is written") {
  const TemporaryFolder folder;
  write_variant(folder, "features = 12", "featuers = 12");
  const auto outcome = run_assay({"run", "four.toml"}, folder.path());
  CHECK(outcome.status == 2);
  CHECK(contains(outcome.err, "four.toml:13:1: error:"));
  CHECK(contains(outcome.err, "[spec.unknown-option]"));
  CHECK(contains(outcome.err, "did you mean 'features'?"));
  CHECK_FALSE(std::filesystem::exists(folder / "runs"));
}

TEST_CASE("missing data files end with status 4 before anything is trained") {
  const TemporaryFolder folder;
  write_variant(folder, "use = \"blobs\"\nclusters = 3\ncount = 400\ndimensions = 16", "use = \"mnist\"");
  const auto outcome = run_assay({"run", "four.toml"}, folder.path(), {{"ASSAY_DATA", (folder / "nothing").string()}});
  CHECK(outcome.status == 4);
  CHECK(contains(outcome.err, "[data.missing-file]"));
  CHECK(contains(outcome.err, (folder / "nothing").string()));
  CHECK_FALSE(std::filesystem::exists(folder / "runs" / "four" / "trials"));
}

TEST_CASE("an unknown component or command or option ends with its status and names what there is") {
  const TemporaryFolder folder;
  write_variant(folder, "use = \"blobs\"", "use = \"blops\"");
  const auto component = run_assay({"run", "four.toml"}, folder.path());
  CHECK(component.status == 2);
  CHECK(contains(component.err, "did you mean 'blobs'?"));
  const auto command = run_assay({"rnu", "four.toml"}, folder.path());
  CHECK(command.status == 2);
  CHECK(contains(command.err, "did you mean 'run'?"));
  CHECK(run_assay({"run", "four.toml", "--no-such-option"}, folder.path()).status == 2);
  CHECK(run_assay({}, folder.path()).status == 2);
  const auto absent = run_assay({"run", "absent.toml"}, folder.path());
  CHECK(absent.status == 2);
  CHECK(contains(absent.err, "absent.toml"));
}

TEST_CASE("help and version end with status 0 on the standard output") {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"}, {"help"}, {"help", "run"}, {"run", "-h"}, {"--version"}}) {
    const auto outcome = run_assay(arguments, folder.path());
    CHECK(outcome.status == 0);
    CHECK_FALSE(outcome.out.empty());
    CHECK(outcome.err.empty());
  }
}

TEST_CASE("quiet runs say nothing on standard error, and the run folder can be chosen") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const std::vector<std::string> small{"run", "four.toml", "-q", "--set", "sweep.seeds.count=1", "--set", "train.epochs=2"};
  auto elsewhere = small;
  elsewhere.insert(elsewhere.end(), {"--run-dir", "chosen/place"});
  const auto outcome = run_assay(elsewhere, folder.path());
  CHECK(outcome.status == 0);
  CHECK(outcome.err == "");
  CHECK(std::filesystem::exists(folder.path() / "chosen" / "place" / "index.h5"));
  CHECK(run_assay(small, folder.path(), {{"ASSAY_RUNS", (folder / "mine").string()}}).status == 0);
  CHECK(std::filesystem::exists(folder.path() / "mine" / "four" / "index.h5"));
}

TEST_CASE("results elsewhere are found by the name of the study, and status tells how far the run is") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const e2e::Environment elsewhere{{"ASSAY_RUNS", "results"}};
  const auto first = run_assay({"run", "four.toml", "--set", "sweep.seeds.count=1"}, folder.path(), elsewhere);
  INFO(first.err);
  REQUIRE(first.status == 0);
  REQUIRE(std::filesystem::exists(folder / "results/four/plan.json"));
  const auto status = run_assay({"status", "four"}, folder.path(), elsewhere);
  CHECK(status.status == 0);
  CHECK(contains(status.out, "four: 2 trials, 2 done"));
  CHECK(contains(run_assay({"status", "four", "--json"}, folder.path(), elsewhere).out, "\"status\": \"done\""));
  CHECK(run_assay({"table", "four"}, folder.path(), elsewhere).status == 0);
  CHECK(run_assay({"status", "four"}, folder.path()).status == 4);  // there is no runs/four
}

TEST_CASE("the trials of a profile and of single cases lie beside the others and know the profile") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", std::string(e2e::four_trials) + two_cases + R"(
[profile.fast.set]
"sweep.seeds.count" = 1
"train.epochs" = 1
)");
  const auto fast = run_assay({"run", "four.toml", "--profile", "fast", "--case", "few"}, folder.path());
  INFO(fast.err);
  REQUIRE(fast.status == 0);
  CHECK(contains(fast.out, "(profile fast)"));
  const auto run = e2e::run_folder(folder.path(), "four-fast");
  const auto trials = e2e::trials_of(run);
  REQUIRE(trials.size() == 2);
  CHECK(e2e::count(trials, "done") == 2);
  CHECK(e2e::record::read_trial_file(run.trial(trials.front().id)).profile == "fast");
  CHECK_FALSE(std::filesystem::exists(folder / "runs/four"));

  const auto both = run_assay({"run", "four.toml", "--profile", "fast"}, folder.path());
  CHECK(both.status == 0);
  CHECK(contains(both.err, "2 of 4 trials to run"));
  const auto unknown = run_assay({"run", "four.toml", "--profile", "fsat"}, folder.path());
  CHECK(unknown.status == 2);
  CHECK(contains(unknown.err, "did you mean 'fast'?"));
}

TEST_CASE("a case that the sweep leaves out joins the table when the command line asks for it") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", std::string(e2e::four_trials) + two_cases);
  const std::vector<std::string> few{"run", "four.toml", "--arm", "kmeans", "--set", "sweep.cases=[\"few\"]", "--set", "sweep.seeds.count=1"};
  std::vector<std::string> many = few;
  many.insert(many.end(), {"--case", "many"});
  const auto first = run_assay(few, folder.path());
  INFO(first.err);
  REQUIRE(first.status == 0);
  CHECK_FALSE(contains(first.out, "many"));
  const auto second = run_assay(many, folder.path());
  CHECK(contains(second.err, "1 of 1 trials to run"));
  CHECK(contains(second.out, "few"));
  CHECK(contains(second.out, "many"));
  CHECK(e2e::count(e2e::trials_of(e2e::run_folder(folder.path(), "four")), "done") == 2);
}

TEST_CASE("one arm after the other fills one table, and results of other settings are counted beside it") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  REQUIRE(run_assay({"run", "four.toml", "--arm", "kmeans"}, folder.path()).status == 0);
  const auto both = run_assay({"run", "four.toml", "--arm", "proposed"}, folder.path());
  INFO(both.out);
  CHECK(contains(both.err, "2 of 2 trials to run"));
  CHECK(contains(both.out, "proposed"));
  CHECK(contains(both.out, "kmeans"));
  CHECK(e2e::count(e2e::trials_of(e2e::run_folder(folder.path(), "four")), "done") == 4);
  const auto other = run_assay({"run", "four.toml", "--arm", "kmeans", "--set", "sweep.seeds.count=1"}, folder.path());
  CHECK(contains(other.out, "results lie here, of other settings than this plan has"));
}

TEST_CASE("arms may measure different things: one of them alone is no reason to doubt the table") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "two.toml", R"(schema = 1
study = "two"
[dataset]
use = "blobs"
count = 100
[baseline]
use = "kmeans"
clusters = 3
[evaluate]
metrics = ["acc"]
[arm.a]
set = {}
[arm.b]
set = { "evaluate.metrics" = ["nmi"] }
[table]
metrics = ["acc", "nmi"]
)");
  CHECK(run_assay({"check", "two.toml"}, folder.path()).status == 0);
  const auto one = run_assay({"run", "two.toml", "--arm", "a"}, folder.path());
  INFO(one.err);
  CHECK(one.status == 0);
  CHECK(run_assay({"run", "two.toml"}, folder.path()).status == 0);  // b alone is left
}

TEST_CASE("a data file that changed after some trials were done is noticed before anything is trained") {
  const TemporaryFolder folder;
  const e2e::Environment data{{"ASSAY_DATA", (folder / "data").string()}};
  const auto write_data = [&](const std::string& first) {
    std::string rows;
    for (int i = 0; i < 40; ++i) rows += std::to_string(i % 2 * 0.5 + i * 0.01) + ",1.0," + std::to_string(i % 2) + "\n";
    e2e::write_file(folder / "data/t.csv", first + rows);
  };
  std::filesystem::create_directories(folder / "data");
  e2e::write_file(folder / "table.toml", R"(schema = 1
study = "table"
[dataset]
use = "csv"
train_samples = "t.csv"
header = false
[baseline]
use = "kmeans"
clusters = 2
[evaluate]
metrics = ["acc"]
)");
  write_data("");
  const auto first = run_assay({"run", "table.toml"}, folder.path(), data);
  INFO(first.err);
  REQUIRE(first.status == 0);
  CHECK(run_assay({"run", "table.toml"}, folder.path(), data).status == 0);
  write_data("0.9,1.0,1\n");
  const auto changed = run_assay({"run", "table.toml", "--set", "sweep.seeds.count=2"}, folder.path(), data);
  CHECK(changed.status == 4);
  CHECK(contains(changed.err, "read other data files than there are now"));
  CHECK(contains(changed.err, "[run.other-data]"));
}

TEST_CASE("a metric that nothing measures and a device that there is not are errors before anything is trained") {
  const TemporaryFolder folder;
  e2e::write_file(folder / "four.toml", std::string(e2e::four_trials) + "\n[table]\nmetrics = [\"acc\", \"silhouete\"]\n");
  const auto metric = run_assay({"check", "four.toml"}, folder.path());
  CHECK(metric.status == 2);
  CHECK(contains(metric.err, "[table] names 'silhouete', which no metric of [evaluate] reports"));
  e2e::write_file(folder / "four.toml", e2e::four_trials);
  const auto clusters = run_assay({"check", "four.toml", "--set", "baseline.clusters=60000"}, folder.path());
  CHECK(clusters.status == 2);
  CHECK(contains(clusters.err, "[kmeans.too-few-samples]"));
  CHECK(contains(clusters.err, "note: in kmeans seed "));
  const auto device = run_assay({"run", "four.toml", "--device", "gpu"}, folder.path());
  CHECK(device.status == 2);
  CHECK(contains(device.err, "there is no device 'gpu'"));
  CHECK_FALSE(std::filesystem::exists(folder / "runs"));
}
