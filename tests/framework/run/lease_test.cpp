#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/machine.hpp"
#include "run/lease.hpp"
#include "support/temporary_folder.hpp"

namespace {

using assay::run::Lease;
using assay::run::LeaseOwner;
using test_support::TemporaryFolder;

LeaseOwner owner_elsewhere() {
  LeaseOwner owner = LeaseOwner::of_this_process(30.0);
  owner.machine = "another machine";
  return owner;
}

std::set<std::string> files_of(const TemporaryFolder& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) names.insert(entry.path().filename().string());
  return names;
}

/// A lease as a machine leaves it that loses its power: the file stays.
LeaseOwner left_behind(const std::filesystem::path& file, LeaseOwner owner) {
  std::ofstream(file) << assay::to_json(owner.to_value());
  return owner;
}

}  // namespace

TEST_CASE("a lease is held by one owner and its file goes with it") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  {
    const auto first = Lease::try_take(file, owner_elsewhere(), {});
    REQUIRE(first);
    CHECK_FALSE(first->took_over());
    CHECK(first->renew());
    CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), {}));
    REQUIRE(Lease::look(file));
    CHECK(Lease::look(file)->owner.nonce == first->owner().nonce);
    CHECK(files_of(folder) == std::set<std::string>{"t.lease"});
  }
  CHECK(files_of(folder).empty());
  CHECK_FALSE(Lease::look(file));
  CHECK(Lease::try_take(file, owner_elsewhere(), {}));
}

TEST_CASE("a sign of life changes what others see") {
  const TemporaryFolder folder;
  const auto lease = Lease::try_take(folder / "t.lease", LeaseOwner::of_this_process(30.0), {});
  REQUIRE(lease);
  const auto before = Lease::look(folder / "t.lease")->beat_ns;
  usleep(20000);
  CHECK(lease->renew());
  CHECK(Lease::look(folder / "t.lease")->beat_ns != before);
}

TEST_CASE("the lease of a process of this machine that has ended is free at once") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lease = Lease::try_take(file, LeaseOwner::of_this_process(1e6), {});
    if (!lease || write(ready[1], "y", 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char byte = 0;
  REQUIRE(read(ready[0], &byte, 1) == 1);
  CHECK_FALSE(Lease::look(file)->owner.is_gone());
  CHECK_FALSE(Lease::try_take(file, LeaseOwner::of_this_process(1.0), {}));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(Lease::look(file)->owner.is_gone());
  {
    const auto next = Lease::try_take(file, LeaseOwner::of_this_process(1.0), {});
    REQUIRE(next);
    CHECK(next->took_over());
  }
  CHECK(files_of(folder).empty());
  close(ready[0]);
  close(ready[1]);
}

TEST_CASE("from an owner elsewhere only those take over who have watched its silence, and only one of them") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  const auto dead = left_behind(file, owner_elsewhere());
  CHECK_FALSE(dead.is_gone());
  CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), {}));
  CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), "another nonce"));
  {
    const auto heir = Lease::try_take(file, owner_elsewhere(), dead.nonce);
    REQUIRE(heir);
    CHECK(heir->took_over());
    CHECK(files_of(folder) == std::set<std::string>{"t.lease", "t.lease-" + dead.nonce});
    CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), dead.nonce));  // who watched the same owner comes too late
  }
  CHECK(files_of(folder).empty());
}

TEST_CASE("an heir that dies has an heir, who removes the whole chain") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  const auto first = left_behind(file, owner_elsewhere());
  const auto second = left_behind(folder / ("t.lease-" + first.nonce), owner_elsewhere());
  CHECK(Lease::look(file)->owner.nonce == second.nonce);
  CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), first.nonce));
  {
    const auto third = Lease::try_take(file, owner_elsewhere(), second.nonce);
    REQUIRE(third);
    CHECK(files_of(folder).size() == 3);
  }
  CHECK(files_of(folder).empty());
}

TEST_CASE("an owner that was taken for dead learns that it has lost the lease and leaves it alone") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  auto slow = Lease::try_take(file, owner_elsewhere(), {});
  REQUIRE(slow);
  const auto heir = Lease::try_take(file, owner_elsewhere(), slow->owner().nonce);
  REQUIRE(heir);
  CHECK_FALSE(slow->renew());
  slow.reset();
  CHECK(heir->renew());
  CHECK(files_of(folder).size() == 2);
}

TEST_CASE("who watched an owner that has meanwhile been succeeded and cleared away holds nothing") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  const auto dead = left_behind(file, owner_elsewhere());
  Lease::try_take(file, owner_elsewhere(), dead.nonce);  // taken over, finished, given back
  CHECK(files_of(folder).empty());
  const auto fresh = Lease::try_take(file, owner_elsewhere(), {});
  REQUIRE(fresh);
  CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), dead.nonce));
  CHECK(fresh->renew());
}

TEST_CASE("a lease that says nothing is held, and whoever has watched it takes over") {
  const TemporaryFolder folder;
  const auto file = folder / "t.lease";
  std::ofstream(file) << "{\"nonce\": ";
  const auto view = Lease::look(file);
  REQUIRE(view);
  CHECK_FALSE(view->owner.is_gone());
  CHECK(view->owner.lease_s == 60.0);
  CHECK_FALSE(Lease::try_take(file, owner_elsewhere(), {}));
  CHECK(Lease::try_take(file, owner_elsewhere(), view->owner.nonce));
}

TEST_CASE("a lease that cannot be written is an error of the run folder") {
  try {
    Lease::try_take("/proc/no/such/folder/t.lease", owner_elsewhere(), {});
    FAIL("a lease without a folder was taken");
  } catch (const assay::TrialError& error) {
    CHECK(error.code() == "run.not-writable");
  }
}

TEST_CASE("a process is known by its number and its start") {
  CHECK(assay::process_start(getpid()) > 0);
  CHECK(assay::process_start(getpid()) == assay::process_start(getpid()));
  CHECK(assay::process_start(getppid()) <= assay::process_start(getpid()));
  const pid_t child = fork();
  if (child == 0) _exit(0);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
  CHECK(assay::process_start(child) == 0);  // it has ended, though nobody has asked for its status
  waitpid(child, nullptr, 0);
  CHECK(assay::process_start(child) == 0);
}
