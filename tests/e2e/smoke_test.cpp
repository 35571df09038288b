#include "smoke_specs.hpp"

#include <doctest/doctest.h>

#include "program.hpp"
#include "support/temporary_folder.hpp"

TEST_CASE("the smoke form of every experiment runs to its table without any data files") {
  const test_support::TemporaryFolder folder;  // one for all, so that they share their stages as studies do
  const auto specs = e2e::smoke_specs();
  CHECK(specs.size() >= 10);
  for (const auto& spec : specs) {
    CHECK_MESSAGE(spec.has_smoke, spec.path.string(), " has no [test] smoke");
    e2e::Program program(e2e::assay({"run", spec.path.string(), "--profile", "smoke", "-q"}), folder.path());
    const auto outcome = program.wait(spec.limit);
    CHECK_MESSAGE(outcome.status == 0, spec.path.string(), "\n", outcome.out, outcome.err);
  }
}
