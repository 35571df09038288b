#include "run/foreign_trials.hpp"

#include <filesystem>
#include <optional>

#include <doctest/doctest.h>

#include "run/trial_claim.hpp"
#include "support/temporary_folder.hpp"

using assay::plan::Trial;
using assay::run::ForeignTrials;
using assay::run::TrialClaim;

TEST_CASE("what another process works on is foreign until that ends, and only then handed back") {
  const test_support::TemporaryFolder place;
  const assay::record::RunFolder folder{place.path()};
  std::filesystem::create_directories(folder.trials());
  Trial waited;
  waited.id = "waited";
  Trial left;
  left.id = "left";
  const auto folder_of = [&](const Trial& /*trial*/) -> const assay::record::RunFolder& { return folder; };
  const auto waited_for = [&](const Trial& trial) { return trial.id == "waited"; };

  std::optional<TrialClaim> claim = TrialClaim::try_take(folder, "waited");
  REQUIRE(claim);
  {
    ForeignTrials foreign(folder_of);
    CHECK(foreign.is_foreign(waited));
    CHECK_FALSE(foreign.is_foreign(left));
    CHECK(foreign.silent_owner(waited).empty());
    foreign.add(waited);
    CHECK(foreign.look(waited_for).empty());
    CHECK_FALSE(foreign.empty());
  }
  claim.reset();
  ForeignTrials foreign(folder_of);
  foreign.add(waited);
  foreign.add(left);
  CHECK(foreign.look(waited_for).size() == 2);
  CHECK(foreign.empty());
  foreign.add(left);
  CHECK(foreign.look(waited_for).empty());  // within the same second
}
