#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "base/json.hpp"
#include "e2e/program.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using assay::Value;
using e2e::run_assay;
using test_support::TemporaryFolder;

/// Findings of a topic that are not ok, as `assay doctor --json` prints them.
std::vector<Value> troubles(const std::string& out, const std::string& topic) {
  std::vector<Value> found;
  const Value report = assay::parse_json(out);
  for (const auto& finding : report.at("findings").array()) {
    const bool ok = finding.at("health").string() == "ok";
    CHECK(ok == finding.at("fix").string().empty());  // whoever reports a trouble says what to do
    if (!ok && finding.at("topic").string() == topic) found.push_back(finding);
  }
  return found;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an installation in order is healthy and tells its versions") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "data");
  const auto outcome = run_assay({"doctor"}, folder.path(), {{"ASSAY_DATA", (folder / "data").string()}});
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "0 problems"));
  for (const char* topic :
       {"program", "compiler", "LibTorch", "BLAS", "HDF5", "GPU", "plugins", "CPU", "memory", "data sets", "run folders", "Slurm"}) {
    INFO(topic);
    CHECK(contains(outcome.out, std::string("  ") + topic + "  "));
  }
  CHECK(contains(outcome.out, "components load"));
  CHECK(contains(outcome.out, "locks work"));
}

TEST_CASE("a library that is no plugin, an absent data folder and a cache that cannot be written are problems") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "plugins" / "metric");
  std::ofstream(folder / "plugins" / "metric" / "broken.so") << "no library";
  const auto outcome = run_assay(
      {"doctor", "--json"}, folder.path(),
      {{"ASSAY_PLUGIN_PATH", (folder / "plugins").string()}, {"ASSAY_DATA", (folder / "absent").string()}, {"ASSAY_CACHE", "/proc/stages"}});
  CHECK(outcome.status == 1);
  CHECK_FALSE(assay::parse_json(outcome.out).at("healthy").boolean());
  const auto plugins = troubles(outcome.out, "plugin");
  REQUIRE(plugins.size() == 1);
  CHECK(contains(plugins[0].at("text").string(), "broken.so is refused: "));
  const auto data = troubles(outcome.out, "ASSAY_DATA");
  REQUIRE(data.size() == 1);
  CHECK(contains(data[0].at("text").string(), (folder / "absent").string()));
  const auto cache = troubles(outcome.out, "stage cache");
  REQUIRE(cache.size() == 1);
  CHECK(contains(cache[0].at("text").string(), "nothing can be written in /proc"));
  CHECK(troubles(outcome.out, "run folders").empty());
}

TEST_CASE("a data set that is damaged or not whole is reported with the command that mends it") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "data" / "usps");
  fs::create_directories(folder / "data" / "mnist");
  std::ofstream(folder / "data" / "usps" / "usps.h5") << "short";
  std::ofstream(folder / "data" / "mnist" / "t10k-labels-idx1-ubyte") << "unpacked";
  const auto outcome = run_assay({"doctor", "--json"}, folder.path(), {{"ASSAY_DATA", (folder / "data").string()}});
  CHECK(outcome.status == 1);
  const auto sets = troubles(outcome.out, "data sets");
  REQUIRE(sets.size() == 2);
  CHECK(sets[0].at("text").string() == "mnist is partial");
  CHECK(sets[0].at("health").string() == "warning");
  CHECK(sets[0].at("fix").string() == "assay data fetch mnist");
  CHECK(sets[1].at("text").string() == "usps is corrupt");
  CHECK(sets[1].at("health").string() == "problem");
}
