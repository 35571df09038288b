#include <doctest/doctest.h>

#include <fstream>

#include "assay/core/error.hpp"
#include "record/atomic_file.hpp"
#include "run/claim.hpp"
#include "run/store.hpp"
#include "support/sample_record.hpp"
#include "support/temporary_folder.hpp"

namespace {

using assay::record::RunFolder;
using assay::record::RunManifest;
using test_support::TemporaryFolder;

RunManifest manifest_of(const std::string& spec_file, const std::vector<std::string>& ids) {
  RunManifest manifest;
  manifest.study = "study";
  manifest.title = "study";
  manifest.spec_file = spec_file;
  manifest.arms = {"main"};
  manifest.table = assay::Value::Table{};
  for (const auto& id : ids) manifest.trials.push_back({id, "main", 1, assay::Value::Table{}});
  return manifest;
}

std::string code_of_opening(const RunFolder& folder, const RunManifest& manifest) {
  try {
    assay::run::open_folder(folder, manifest);
  } catch (const assay::Error& error) {
    return error.code();
  }
  return "";
}

void touch(const std::filesystem::path& file) { std::ofstream(file) << "x"; }

}  // namespace

TEST_CASE("a run folder is named after its study and opened with all that belongs in it") {
  const TemporaryFolder place;
  const RunFolder folder = assay::run::default_folder("study", place / "runs");
  CHECK(folder.root == place.path() / "runs" / "study");
  assay::run::open_folder(folder, manifest_of("a.toml", {"1"}));
  CHECK(std::filesystem::is_directory(folder.trials()));
  CHECK(std::filesystem::is_directory(folder.logs()));
  CHECK(assay::record::read_manifest(folder).trials.size() == 1);
}

TEST_CASE("a run folder takes a changed plan of the same spec but none of another one") {
  const TemporaryFolder place;
  const RunFolder folder{place / "run"};
  assay::run::open_folder(folder, manifest_of("specs/a.toml", {"1", "2"}));
  CHECK(code_of_opening(folder, manifest_of("elsewhere/a.toml", {"3"})) == "");  // the file was edited or moved
  CHECK(code_of_opening(folder, manifest_of("b.toml", {"4", "3"})) == "");       // the file was renamed: a common trial
  CHECK(code_of_opening(folder, manifest_of("c.toml", {"5", "6"})) == "run.other-spec");
  CHECK(assay::record::read_manifest(folder).spec_file == "b.toml");
}

TEST_CASE("a part of a plan adds to what the folder knows of the whole, and to nothing else") {
  const TemporaryFolder place;
  const RunFolder folder{place / "run"};
  const auto part = [](const std::vector<std::pair<std::string, std::string>>& trials) {
    RunManifest manifest = manifest_of("a.toml", {});
    manifest.arms.clear();
    for (const auto& [id, arm] : trials) {
      manifest.trials.push_back({id, arm, 1, assay::Value::Table{}});
      if (manifest.arms.empty() || manifest.arms.back() != arm) manifest.arms.push_back(arm);
    }
    return manifest;
  };
  const RunManifest whole = part({{"1", "a"}, {"2", "a"}, {"3", "b"}, {"4", "c"}});
  assay::run::open_folder(folder, part({{"3", "b"}, {"9", "b"}}));  // 9 is of an earlier state of the spec
  assay::run::open_folder(folder, part({{"1", "a"}}), whole);
  const RunManifest both = assay::record::read_manifest(folder);
  CHECK(both.arms == std::vector<std::string>{"a", "b"});
  REQUIRE(both.trials.size() == 2);
  CHECK(both.trials[0].id == "1");
  CHECK(both.trials[1].id == "3");
  touch(folder.trial("1"));
  touch(folder.trial("9"));
  touch(folder.journal("8"));
  CHECK(assay::run::count_unplanned(folder, both) == 1);
  assay::run::open_folder(folder, part({{"4", "c"}}));  // the whole plan is this now
  CHECK(assay::record::read_manifest(folder).trials.size() == 1);
}

TEST_CASE("a run folder that cannot be made or read is refused") {
  const TemporaryFolder place;
  touch(place / "file");
  CHECK(code_of_opening(RunFolder{place.path() / "file" / "run"}, manifest_of("a.toml", {"1"})) == "run.not-writable");
  const RunFolder damaged{place / "damaged"};
  std::filesystem::create_directories(damaged.root);
  touch(damaged.plan());
  CHECK(code_of_opening(damaged, manifest_of("a.toml", {"1"})) == "run.damaged-plan");
}

TEST_CASE("the state of a trial is what its files and its lock say") {
  const TemporaryFolder place;
  const RunFolder folder{place / "run"};
  assay::run::open_folder(folder, manifest_of("a.toml", {"1"}));
  const auto state = [&](const std::string& id) { return assay::run::trial_state(folder, id).status; };
  CHECK(state("1") == "to do");
  touch(folder.journal("1"));
  CHECK(state("1") == "started");
  {
    const auto claim = assay::run::Claim::try_take(folder.lock("1"));
    CHECK(state("1") == "running");
  }
  CHECK(state("1") == "started");

  auto record = test_support::sample_record();
  record.status = "done";
  record.failure.reset();
  assay::record::write_trial_file(folder.trial("1"), record);
  CHECK(state("1") == "done");
  record.status = "failed";
  record.failure = assay::record::Failure{"trial.timeout", "too slow", "", 3};
  assay::record::write_trial_file(folder.trial("1"), record);
  const auto failed = assay::run::trial_state(folder, "1");
  CHECK(failed.status == "failed");
  CHECK(failed.error_code == "trial.timeout");
  CHECK(failed.file_mtime_ns > 0);
  touch(folder.trial("1"));
  CHECK(assay::run::trial_state(folder, "1").error_code == "h5.unreadable");
}
