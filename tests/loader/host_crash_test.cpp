#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/error.hpp"
#include "host/host_process.hpp"

namespace {

namespace fs = std::filesystem;
using assay::host::HostProcess;
using assay::host::HostSettings;

fs::path build_folder() { return std::getenv("ASSAY_BUILD_DIR"); }
fs::path fixture(const std::string& name) { return build_folder() / "tests" / "fixtures" / "plugins" / name; }

HostSettings settings_for(const std::vector<std::string>& fixtures) {
  HostSettings settings;
  settings.program = build_folder() / "bin" / "assay-host";
  for (const auto& name : fixtures) settings.plugin_folders.push_back(fixture(name));
  return settings;
}

}  // namespace

TEST_CASE("libraries that crash or hang or end the program while they load are named and the others still work") {
  HostSettings settings = settings_for({"abort_at_load", "hang_at_load", "exit_at_load", "good"});
  settings.load_timeout_s = 2.0;
  HostProcess host(settings);
  const assay::Catalog catalog = host.describe();
  CHECK(catalog.names("metric") == std::vector<std::string>{"good"});
  REQUIRE(catalog.rejected.size() == 3);
  CHECK(catalog.rejected[0].code == "plugin.crashed-at-load");
  CHECK(catalog.rejected[0].reason == "'good.so' crashed while it was loaded: signal 6 (Aborted)");
  CHECK(catalog.rejected[0].library == (fixture("abort_at_load") / "metric" / "good.so").string());
  CHECK(catalog.rejected[1].code == "plugin.hung-at-load");
  CHECK(catalog.rejected[1].reason == "'good.so' was not loaded within 2 s");
  CHECK(catalog.rejected[2].code == "plugin.crashed-at-load");
  CHECK(catalog.rejected[2].reason == "'good.so' crashed while it was loaded: exit status 0");
}

TEST_CASE("an error of the host arrives as the same error") {
  HostProcess host(settings_for({"good"}));
  try {
    host.request(assay::Value::Table{{"op", "dance"}});
    FAIL("an unknown operation was accepted");
  } catch (const assay::Error& error) {
    CHECK(error.code() == "host.unknown-operation");
    CHECK(error.category() == assay::ErrorCategory::internal);
  }
  CHECK(host.describe().names("metric") == std::vector<std::string>{"good"});
  CHECK(host.close(10000));
}

TEST_CASE("the end of the host is noticed") {
  HostProcess host(settings_for({"good"}));
  host.describe();
  kill(host.pid(), SIGKILL);
  try {
    host.request(assay::Value::Table{{"op", "describe"}});
    FAIL("a dead host answered");
  } catch (const assay::InternalError& error) {
    CHECK(error.code() == "host.died");
    CHECK(std::string(error.what()).find("signal 9 (Killed)") != std::string::npos);
  }
}

TEST_CASE("a program that is not there or is no host gives one clear error") {
  HostSettings missing;
  missing.program = "/nonexistent/assay-host";
  CHECK_THROWS_WITH_AS(HostProcess{missing}, doctest::Contains("cannot be started: No such file or directory"), assay::InternalError);
  HostSettings other;
  other.program = "/bin/false";
  HostProcess host(other);
  CHECK_THROWS_WITH_AS(host.describe(), doctest::Contains("ended before it loaded anything: exit status 1"), assay::InternalError);
}
