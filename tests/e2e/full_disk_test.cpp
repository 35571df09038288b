#include <doctest/doctest.h>

#include <string>

#include "program.hpp"
#include "support/folder_files.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

namespace fs = std::filesystem;
using e2e::Program;
using test_support::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Outcomes {
  e2e::Outcome full;
  e2e::Outcome roomy;
};

/// Runs `<study>.toml` with its run folder and its stages on a disk of `size`, of which a copy is left in `full`, then once more on a larger disk,
/// left in `roomy`.
Outcomes run_on_small_disk(const TemporaryFolder& folder, const std::string& study, const std::string& size) {
  const std::string assay = e2e::assay_program();
  const std::string run = assay + " run " + study + ".toml -j1 --runs disk";
  const std::string steps = "mkdir -p disk && mount -t tmpfs -o size=" + size + " none disk; " + run +
                            " >full.out 2>full.err; echo $? >full.status; cp -a disk full; " + "mount -o remount,size=32m disk; " + run +
                            " >roomy.out 2>roomy.err; status=$?; cp -a disk roomy; " + assay + " verify disk/" + study +
                            " >>roomy.err 2>&1 || status=90; exit $status";
  Outcomes outcomes;
  outcomes.roomy.status = Program(e2e::in_own_mounts(steps), folder.path()).wait().status;
  outcomes.roomy.err = test_support::read_bytes(folder / "roomy.err");
  outcomes.full.err = test_support::read_bytes(folder / "full.err");
  outcomes.full.status = std::stoi(test_support::read_bytes(folder / "full.status"));
  return outcomes;
}

/// Returns how many trials were done when the disk was full.
std::size_t check_full_disk(const char* spec, const std::string& study, const std::string& size) {
  CAPTURE(size);
  const TemporaryFolder quiet;
  const TemporaryFolder folder;
  if (!e2e::can_mount(folder.path())) return 1;
  e2e::write_file(quiet / (study + ".toml"), spec);
  e2e::write_file(folder / (study + ".toml"), spec);
  REQUIRE(e2e::run_assay({"run", study + ".toml"}, quiet.path()).status == 0);
  const auto outcomes = run_on_small_disk(folder, study, size);
  INFO(outcomes.full.err << outcomes.roomy.err);
  CHECK(outcomes.full.status == 1);
  CHECK(contains(outcomes.full.err, "free some space"));
  CHECK_FALSE(contains(outcomes.full.err, "failed after"));
  CHECK(outcomes.roomy.status == 0);
  const e2e::record::RunFolder full{folder / "full" / study};
  const e2e::record::RunFolder roomy{folder / "roomy" / study};
  std::size_t done_before = 0;
  for (const auto& trial : e2e::trials_of(roomy)) {
    if (!fs::exists(full.trial(trial.id))) continue;
    ++done_before;
    CHECK(test_support::read_bytes(full.trial(trial.id)) == test_support::read_bytes(roomy.trial(trial.id)));
  }
  CHECK(done_before < e2e::trials_of(roomy).size());
  CHECK(e2e::run_differences(e2e::run_folder(quiet.path(), study), roomy) == std::vector<std::string>{});
  CHECK(e2e::leftovers(roomy) == std::vector<std::string>{});
  return done_before;
}

}  // namespace

TEST_CASE("a run on a disk that fills up stops with that reason, keeps what it has, and goes on to the same bits when there is room again") {
  for (const char* size : {"16k", "100k"}) check_full_disk(e2e::four_trials, "four", size);
  CHECK(check_full_disk(e2e::four_trials, "four", "400k") > 0);
}

TEST_CASE("so does a run whose stage cache fills up") {
  for (const char* size : {"60k", "140k"}) check_full_disk(e2e::staged_trials, "staged", size);
}
