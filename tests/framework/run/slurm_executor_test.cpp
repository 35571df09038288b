#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "run/slurm_executor.hpp"
#include "run/store.hpp"
#include "run/submission.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using assay::Value;
using assay::run::RunResult;
using test_support::TemporaryFolder;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string search_path() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? std::string() : std::string(path);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// Programs of Slurm's names in a PATH of their own, which write down how they are called.
class FakeSlurm {
 public:
  FakeSlurm() : path_(search_path()) {
    program("sbatch", "n=$(wc -l < sbatch.calls); echo 'submitted by a plugin of the site'; echo \"$((100 + n));cluster\"");
    program("scontrol", "echo 'MaxArraySize            = 4'");
    program("squeue", "cat squeue.answer 2>/dev/null || true");
    program("scancel", "true");
    setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
  }
  FakeSlurm(const FakeSlurm&) = delete;
  FakeSlurm& operator=(const FakeSlurm&) = delete;
  ~FakeSlurm() { setenv("PATH", path_.c_str(), 1); }

  void program(const std::string& name, const std::string& body) const {
    const fs::path file = folder_ / name;
    std::ofstream(file) << "#!/bin/sh\ncd " << folder_.path().string() << "\necho \"$*\" >> " << name << ".calls\n" << body << "\n";
    fs::permissions(file, fs::perms::owner_all);
  }
  void answer(const std::string& name, const std::string& text) const { std::ofstream(folder_ / (name + ".answer")) << text; }
  [[nodiscard]] std::string calls(const std::string& name) const { return text_of(folder_ / (name + ".calls")); }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

/// Ten trials that start from one of two stages, of which each needs another.
assay::plan::Plan plan_with_stages(const Value& slurm) {
  assay::plan::Plan plan;
  plan.study = "study";
  plan.title = "study";
  plan.spec_file = "study.toml";
  plan.arms = {"main"};
  plan.table = Value::Table{};
  plan.slurm = assay::with_defaults(assay::schema_of<assay::SlurmOptions>(), slurm);
  const Value run = assay::with_defaults(assay::schema_of<assay::RunOptions>(), Value(Value::Table{{"threads", 2}}));
  const Value resolved = Value::Table{{"dataset", Value::Table{{"use", "blobs"}}}};
  for (const char* seed : {"1", "2"}) {
    const std::string first = std::string("a") + seed;
    const std::string second = std::string("b") + seed;
    plan.stages.push_back({first, "pretrain", 1, Value::Table{}, resolved, run, {}});
    plan.stages.push_back({second, "init", 1, Value::Table{}, resolved, run, {{"pretrain", first}}});
  }
  for (int i = 0; i < 10; ++i) {
    plan.trials.push_back(
        {"t" + std::to_string(i), "main", i, Value::Table{}, resolved, run, {{"init", i < 5 ? "b1" : "b2"}, {"pretrain", i < 5 ? "a1" : "a2"}}});
  }
  return plan;
}

struct Study {
  explicit Study(const Value& slurm = Value::Table{}) : plan(plan_with_stages(slurm)) {
    context.folder.root = place / "runs" / "it's 100%";
    context.cache.root = place / "cache";
    context.data_roots = {"/data"};
    assay::run::open_folder(context.folder, assay::run::make_manifest(plan, context));
    assay::run::open_cache(context.cache);
  }
  RunResult submit() const { return assay::run::SlurmExecutor().execute({plan, catalog, context}); }
  [[nodiscard]] std::string code_of_submitting() const {
    try {
      submit();
    } catch (const assay::Error& error) {
      return error.code();
    }
    return {};
  }
  [[nodiscard]] fs::path submission(int number) const { return assay::run::submission_folder(context.folder, number); }

  TemporaryFolder place;
  assay::plan::Plan plan;
  assay::Catalog catalog;
  assay::run::RunContext context;
};

}  // namespace

TEST_CASE("a plan becomes an array per level of stages, arrays of trials as long as the site allows, and a closing job") {
  const FakeSlurm slurm;
  Study study(Value::Table{{"trials_per_element", 2}, {"concurrent", 6}});
  const RunResult result = study.submit();
  CHECK(result.handed_over.find("submitted 10 of 10 trials") == 0);
  const auto jobs = assay::run::read_jobs(study.submission(1));
  REQUIRE(jobs.size() == 5);
  const std::string calls = slurm.calls("sbatch");
  CHECK(count(calls, "--array=") == 4);
  CHECK(count(calls, "--array=0-0%6 ") == 2);  // the two stages of a level are one element
  CHECK(count(calls, "--array=0-3%3 ") == 1);  // five elements of trials are two arrays, which share the six that may run at a time
  CHECK(count(calls, "--array=0-0%3 ") == 1);
  CHECK(count(calls, "--dependency=afterany:101 ") == 1);
  CHECK(count(calls, "--dependency=afterany:102 ") == 2);
  CHECK(count(calls, "--dependency=afterany:103:104 ") == 1);
  CHECK(count(calls, "trials.sh 0\n") == 1);
  CHECK(count(calls, "trials.sh 4\n") == 1);
  CHECK(jobs[0].batch == "stages-0");
  CHECK(jobs[1].batch == "stages-1");
  CHECK(jobs[2].elements == 4);
  CHECK(jobs[3].elements == 1);
  CHECK(jobs[4].batch == "closing");
  CHECK(jobs[4].id == "105");
}

TEST_CASE("a script asks for what the options say and stays a script whatever the folder is called") {
  const FakeSlurm slurm;
  Study study(Value::Table{{"partition", "gpu"},
                           {"time", "1:00:00"},
                           {"memory_mb", 2000},
                           {"gpus", 1},
                           {"jobs", 3},
                           {"warn_s", 60},
                           {"options", Value::Array{"--constraint=a100"}},
                           {"setup", Value::Array{"module load cuda"}}});
  study.submit();
  const std::string script = text_of(study.submission(1) / "trials.sh");
  for (const char* line :
       {"#!/bin/bash", "#SBATCH --partition=gpu", "#SBATCH --time=1:00:00", "#SBATCH --mem=2000M", "#SBATCH --gres=gpu:1",
        "#SBATCH --cpus-per-task=6", "#SBATCH --signal=B:USR1@60", "#SBATCH --requeue", "#SBATCH --constraint=a100", "module load cuda"}) {
    CHECK_MESSAGE(count(script, std::string(line) + "\n") == 1, line);
  }
  CHECK(script.find("account") == std::string::npos);
  CHECK(script.find("/it'\\''s 100%'") != std::string::npos);
  CHECK(slurm.calls("sbatch").find("it's 100%%/slurm/1/trials-%A_%a.log") != std::string::npos);
}

TEST_CASE("what was submitted is read back whole") {
  const FakeSlurm slurm;
  Study study;
  study.submit();
  const auto work = assay::run::read_work(study.submission(1));
  CHECK(work.plan.trials.size() == 10);
  CHECK(work.plan.trials[7].stages == study.plan.trials[7].stages);
  CHECK(work.plan.trials[7].resolved == study.plan.trials[7].resolved);
  CHECK(work.plan.stages[1].id == "b1");
  CHECK(work.plan.slurm == study.plan.slurm);
  CHECK(work.context.folder.root == study.context.folder.root);
  CHECK(work.context.data_roots == study.context.data_roots);
  CHECK(work.build == assay::run::build_of(study.plan, study.catalog));
  CHECK_THROWS_AS(assay::run::read_work(study.submission(2)), assay::DataError);
}

TEST_CASE("while its jobs are in the queue a run is not submitted again") {
  const FakeSlurm slurm;
  Study study;
  study.submit();
  slurm.answer("squeue", "7 RUNNING\n103 PENDING\n103 RUNNING\n");
  const RunResult again = study.submit();
  CHECK(again.handed_over.find("submitted already: the jobs 103 are in the queue") == 0);
  CHECK(again.left == 10);
  CHECK(assay::run::last_submission(study.context.folder) == 1);
  slurm.answer("squeue", "7 RUNNING\n");
  study.submit();
  CHECK(assay::run::last_submission(study.context.folder) == 2);
}

TEST_CASE("when sbatch refuses a job the ones before it are cancelled and its words are shown") {
  const FakeSlurm slurm;
  Study study;
  slurm.program("sbatch", "case \"$*\" in *trials.sh*) echo 'error: Invalid account' >&2; exit 1;; esac; echo 7");
  try {
    study.submit();
    FAIL("a refused job was submitted");
  } catch (const assay::SpecError& error) {
    CHECK(error.code() == "slurm.refused");
    CHECK(error.diagnostics().front().notes == std::vector<std::string>{"error: Invalid account"});
  }
  CHECK(slurm.calls("scancel") == "7 7\n");
}

TEST_CASE("an sbatch that names no job is an error") {
  const FakeSlurm slurm;
  Study study;
  slurm.program("sbatch", "exit 0");
  CHECK(study.code_of_submitting() == "slurm.no-job");
}

TEST_CASE("a Slurm that is absent, does not answer or takes no arrays is named before anything is submitted") {
  const FakeSlurm slurm;
  Study study;
  slurm.program("scontrol", "echo 'MaxArraySize = 0'");
  CHECK(study.code_of_submitting() == "slurm.no-arrays");
  slurm.program("scontrol", "echo 'Unable to contact slurm controller' >&2; exit 1");
  CHECK(study.code_of_submitting() == "slurm.unreachable");
  const std::string path = search_path();
  setenv("PATH", "/nonexistent", 1);
  CHECK(study.code_of_submitting() == "slurm.not-found");
  setenv("PATH", path.c_str(), 1);
  CHECK(slurm.calls("sbatch").empty());
}

TEST_CASE("an option that is none is refused") {
  const FakeSlurm slurm;
  Study study(Value::Table{{"options", Value::Array{"constraint=a100"}}});
  CHECK(study.code_of_submitting() == "slurm.bad-option");
}
