#include <doctest/doctest.h>

#include <csignal>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "run/claim.hpp"
#include "support/temporary_folder.hpp"

using assay::run::Claim;

TEST_CASE("a claim excludes a second one until it is given up") {
  const test_support::TemporaryFolder folder;
  const auto file = folder / "trial.lock";
  CHECK_FALSE(Claim::is_taken(file));
  std::optional<Claim> first = Claim::try_take(file);
  REQUIRE(first);
  CHECK(Claim::is_taken(file));
  CHECK_FALSE(Claim::try_take(file));
  first.reset();
  CHECK_FALSE(Claim::is_taken(file));
  CHECK(Claim::try_take(file));
}

TEST_CASE("a claim ends with the process that holds it however that ends") {
  const test_support::TemporaryFolder folder;
  const auto file = folder / "trial.lock";
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto claim = Claim::try_take(file);
    const char byte = claim ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char byte = 0;
  REQUIRE(read(ready[0], &byte, 1) == 1);
  CHECK(byte == 'y');
  CHECK(Claim::is_taken(file));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK_FALSE(Claim::is_taken(file));
  close(ready[0]);
  close(ready[1]);
}

TEST_CASE("a lock that cannot be made is an error of the run folder") {
  try {
    Claim::try_take("/proc/no/such/folder/trial.lock");
    FAIL("a lock without a folder was taken");
  } catch (const assay::TrialError& error) {
    CHECK(error.code() == "run.not-writable");
  }
}
