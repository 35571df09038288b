#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "program.hpp"
#include "support/folder_files.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

using e2e::run_assay;
using test_support::TemporaryFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A run of three arms, one of which diverges, with figures that can and cannot be drawn.
std::filesystem::path make_run(const TemporaryFolder& folder) {
  const std::string spec = std::string(e2e::four_trials) +
                           "[[arm]]\nname = \"diverging\"\nset = { \"train.lr\" = 1e30 }\n"
                           "[figure.map]\nkind = \"confusion\"\n[figure.images]\nkind = \"generation\"\n";
  e2e::write_file(folder / "four.toml", spec);
  const auto outcome = run_assay({"run", "four.toml", "--quiet", "--set", "train.epochs=3", "--set", "evaluate.embed_at=[1]"}, folder.path());
  INFO(outcome.err);
  REQUIRE(outcome.status == 1);
  return e2e::run_folder(folder.path(), "four").root;
}

}  // namespace

TEST_CASE("a run becomes one page, the same every time") {
  const TemporaryFolder folder;
  const auto run = make_run(folder);
  const auto outcome = run_assay({"report", "four"}, folder.path());
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK(outcome.out.rfind("runs/four/report.html (", 0) == 0);
  const std::string page = test_support::read_bytes(run / "report.html");
  CHECK(contains(page, "<strong>4</strong> done"));
  CHECK(contains(page, "<strong>2</strong> failed"));
  CHECK(contains(page, "[train.non-finite]"));
  CHECK(contains(page, "<img src=\"data:image/svg+xml,"));
  CHECK(contains(page, "Not drawn: the samples of the data set are no images [figure.no-images]"));
  CHECK(run_assay({"report", run.string(), "--out", "again.html"}, folder.path()).status == 0);
  CHECK(page == test_support::read_bytes(folder / "again.html"));
  CHECK(run_assay({"verify", "four"}, folder.path()).status == 0);
}

TEST_CASE("what has no page says why and writes nothing") {
  const TemporaryFolder folder;
  const auto none = run_assay({"report", "nothing"}, folder.path());
  CHECK(none.status == 4);
  CHECK(contains(none.err, "'nothing' is no run folder"));
  CHECK(contains(none.err, "[run.no-plan]"));

  const auto run = make_run(folder);
  const auto unwritable = run_assay({"report", "four", "--out", "no/such/folder.html"}, folder.path());
  CHECK(unwritable.status == 1);
  CHECK(contains(unwritable.err, "[record.write-failed]"));
  CHECK_FALSE(std::filesystem::exists(folder / "no"));

  std::filesystem::remove_all(run / "trials");
  const auto unfinished = run_assay({"report", "four"}, folder.path());
  CHECK(unfinished.status == 4);
  CHECK(contains(unfinished.err, "[report.no-trials]"));
  CHECK_FALSE(std::filesystem::exists(run / "report.html"));
}
