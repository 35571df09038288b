#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "record/run_manifest.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

namespace {

std::string code_of(const RunFolder& folder) {
  try {
    read_manifest(folder);
  } catch (const DataError& error) {
    return error.code();
  }
  return "none";
}

}  // namespace

TEST_CASE("a plan is read as it was written") {
  const test_support::TemporaryFolder folder;
  RunManifest written = test_support::sample_manifest();
  written.profile = "fast";
  written.cases = {"mnist", "usps"};
  write_manifest(RunFolder{folder.path()}, written);
  CHECK(test_support::count_files(folder.path()) == 1);
  const RunManifest read = read_manifest(RunFolder{folder.path()});
  CHECK(read.to_value() == written.to_value());
  CHECK(read.profile == "fast");
  CHECK(read.cases == written.cases);
  CHECK(read.trials.at(11).arm == "kmeans");
  CHECK(read.trials.at(11).axes.at("latent.z.dim").integer() == 10);
}

TEST_CASE("a plan that was written before there were profiles and cases is read as one without") {
  Value old = test_support::sample_manifest().to_value();
  old.table().erase("profile");
  old.table().erase("cases");
  const RunManifest read = RunManifest::from_value(old);
  CHECK(read.profile.empty());
  CHECK(read.cases.empty());
  CHECK(read.trials.size() == 12);
}

TEST_CASE("folders without a sound plan are refused with the right code") {
  const test_support::TemporaryFolder folder;
  const RunFolder run{folder.path()};
  CHECK(code_of(run) == "run.no-plan");
  test_support::write_bytes(run.plan(), "{\"study\": ");
  CHECK(code_of(run) == "run.damaged-plan");
  test_support::write_bytes(run.plan(), "{\"study\": 3}");
  CHECK(code_of(run) == "run.damaged-plan");
  test_support::write_bytes(run.plan(), "{\"assay_layout_version\": 2}");
  CHECK(code_of(run) == "run.newer-layout");
}
