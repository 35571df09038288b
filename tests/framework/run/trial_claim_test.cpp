#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/json.hpp"
#include "run/store.hpp"
#include "run/trial_claim.hpp"
#include "support/temporary_folder.hpp"

namespace {

using assay::run::Claim;
using assay::run::Lease;
using assay::run::LeaseOwner;
using assay::run::TrialClaim;

struct Folder {
  Folder() { std::filesystem::create_directories(run.trials()); }

  test_support::TemporaryFolder place;
  assay::record::RunFolder run{place / "run"};
};

template <class Condition>
bool comes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace

TEST_CASE("a trial is claimed against this machine and against all others") {
  const Folder folder;
  CHECK_FALSE(TrialClaim::is_taken(folder.run, "t"));
  {
    const auto claim = TrialClaim::try_take(folder.run, "t");
    REQUIRE(claim);
    CHECK(TrialClaim::is_taken(folder.run, "t"));
    CHECK(Claim::is_taken(folder.run.lock("t")));
    CHECK(std::filesystem::exists(folder.run.lease("t")));
    CHECK_FALSE(TrialClaim::try_take(folder.run, "t"));
  }
  CHECK_FALSE(TrialClaim::is_taken(folder.run, "t"));
  CHECK_FALSE(std::filesystem::exists(folder.run.lease("t")));
}

TEST_CASE("what another machine holds is running, though no lock of this one says so") {
  const Folder folder;
  LeaseOwner owner = LeaseOwner::of_this_process(60.0);
  owner.machine = "another";
  std::ofstream(folder.run.lease("t")) << assay::to_json(owner.to_value());
  CHECK(TrialClaim::is_taken(folder.run, "t"));
  CHECK(assay::run::trial_state(folder.run, "t").status == "running");
  CHECK_FALSE(TrialClaim::try_take(folder.run, "t"));
  const auto claim = TrialClaim::try_take(folder.run, "t", owner.nonce);
  REQUIRE(claim);
  CHECK(claim->took_over());
}

TEST_CASE("a claim that is kept alive gives signs of life and notices when it is lost") {
  const Folder folder;
  auto claim = TrialClaim::try_take(folder.run, "t", {}, 0.06);
  REQUIRE(claim);
  std::atomic<bool> lost{false};
  claim->keep_alive([&] { lost = true; });
  const auto first = Lease::look(folder.run.lease("t"))->beat_ns;
  CHECK(comes_true([&] { return Lease::look(folder.run.lease("t"))->beat_ns != first; }));
  CHECK_FALSE(lost);

  const auto mine = Lease::look(folder.run.lease("t"))->owner;
  const auto heir = Lease::try_take(folder.run.lease("t"), LeaseOwner::of_this_process(60.0), mine.nonce);
  REQUIRE(heir);
  CHECK(comes_true([&] { return lost.load(); }));
}
