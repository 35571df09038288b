#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "assay/capabilities.hpp"
#include "assay/core/error.hpp"
#include "host/registry.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using assay::Value;
using assay::host::Registry;

fs::path fixture(const std::string& name) { return fs::path(std::getenv("ASSAY_BUILD_DIR")) / "tests" / "fixtures" / "plugins" / name; }

/// The one rejection of a fixture folder.
assay::RejectedLibrary rejection(const std::string& name) {
  Registry registry;
  registry.load({fixture(name)});
  const auto catalog = registry.catalog();
  REQUIRE_MESSAGE(catalog.rejected.size() == 1, name);
  return catalog.rejected.front();
}

struct Expectation {
  const char* fixture;
  const char* code;
  const char* text;  ///< part of the reason
};

void check_all(const std::vector<Expectation>& expectations) {
  for (const auto& expected : expectations) {
    CAPTURE(expected.fixture);
    const auto rejected = rejection(expected.fixture);
    CHECK(rejected.code == expected.code);
    CHECK_MESSAGE(rejected.reason.find(expected.text) != std::string::npos, rejected.reason);
  }
}

assay::Error error_of(const std::string& name, const Value& table) {
  Registry registry;
  registry.load({fixture(name)});
  assay::BuildContext context{assay::DatasetInfo{}};
  try {
    (void)registry.create<assay::Metric>(table, context);
  } catch (const assay::Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return assay::InternalError("unreachable", "");
}

const Value good = Value::Table{{"use", "good"}};

}  // namespace

TEST_CASE("a plugin written by hand against the layout of API 1.0 is accepted") {
  Registry registry;
  registry.load({fixture("good")});
  const auto catalog = registry.catalog();
  CHECK(catalog.rejected.empty());
  REQUIRE(catalog.entries.size() == 1);
  const auto& entry = catalog.entries.front();
  CHECK(entry.kind == "metric");
  CHECK(entry.name == "good");
  CHECK(entry.version == "0.1.0");
  CHECK(entry.library == (fixture("good") / "metric" / "good.so").string());
  CHECK(entry.sha256.size() == 64);
  REQUIRE(entry.schema.fields.size() == 1);
  CHECK(entry.schema.fields.front().key == "flag");
}

TEST_CASE("files that are no plugins are refused with the linker's words") {
  check_all({{"text_file", "plugin.load-failed", "the dynamic linker refused 'good.so': invalid ELF header"},
             {"empty_file", "plugin.load-failed", "the dynamic linker refused 'good.so': file too short"},
             {"undefined_symbol", "plugin.load-failed", "undefined symbol: _ZN7nowhere11to_be_foundEi"},
             {"no_symbol", "plugin.not-a-plugin", "it does not export 'assay_plugin_descriptor_v1'"},
             {"other_api", "plugin.other-api", "was built for plugin API 2, this program offers API 1"}});
  const auto undefined = rejection("undefined_symbol");
  REQUIRE(undefined.notes.size() == 1);
  CHECK(undefined.notes.front() == "the symbol is nowhere::to_be_found(int)");
  CHECK_MESSAGE(undefined.reason.find("Bad file descriptor") == std::string::npos, undefined.reason);
}

TEST_CASE("a truncated library and a dangling link are refused") {
  const test_support::TemporaryFolder folder;
  fs::create_directories(folder / "metric");
  std::ifstream whole(fixture("good") / "metric" / "good.so", std::ios::binary);
  std::string start(2000, '\0');
  whole.read(start.data(), static_cast<std::streamsize>(start.size()));
  std::ofstream(folder / "metric" / "good.so", std::ios::binary) << start;
  fs::create_symlink(folder / "nothing", folder / "metric" / "link.so");
  Registry registry;
  registry.load({folder.path()});
  const auto rejected = registry.catalog().rejected;
  REQUIRE(rejected.size() == 2);
  CHECK(rejected[0].code == "plugin.load-failed");
  CHECK_MESSAGE(rejected[0].reason.find("'good.so' is cut short: it has 2000 bytes of ") == 0, rejected[0].reason);
  CHECK(rejected[1].code == "plugin.load-failed");
  CHECK(rejected[1].reason == "'link.so' is not a file that can be read");
}

TEST_CASE("a folder that is called like a library is passed over") {
  Registry registry;
  registry.load({fixture("folder"), "/nonexistent"});
  CHECK(registry.catalog().entries.empty());
  CHECK(registry.catalog().rejected.empty());
}

TEST_CASE("constant data that does not fit is refused before any function is called") {
  check_all({{"wrong_magic", "plugin.bad-descriptor", "the descriptor starts with 0x1234"},
             {"small_struct", "plugin.bad-descriptor", "the descriptor has 24 bytes, this program needs at least 64"},
             {"other_major", "plugin.api-mismatch", "the plugin speaks API 2.0, this program understands 1.0 to 1.0"},
             {"newer_minor", "plugin.api-mismatch", "the plugin speaks API 1.7"},
             {"no_stamp", "plugin.bad-descriptor", "lacks its stamp, kind, name or version"},
             {"no_components", "plugin.bad-descriptor", "announces 0 components"},
             {"wrong_name", "plugin.name-mismatch", "the plugin says it is 'good', but its file is 'other.so'"},
             {"wrong_kind", "plugin.name-mismatch", "the plugin says it is a latent, but lies in the folder 'metric'"},
             {"no_kind", "plugin.name-mismatch", "the plugin says it is a 'gadget', which is no kind"}});
}

TEST_CASE("each key of the toolchain stamp is compared and named") {
  check_all({{"stamp_headers", "plugin.stamp-mismatch", "it differs on 'assay_headers'"},
             {"stamp_torch", "plugin.stamp-mismatch", "it differs on 'torch'"},
             {"stamp_cxx11_abi", "plugin.stamp-mismatch", "it differs on 'cxx11_abi'"},
             {"stamp_stdlib", "plugin.stamp-mismatch", "it differs on 'stdlib'"},
             {"stamp_compiler", "plugin.stamp-mismatch", "it differs on 'compiler'"},
             {"stamp_debug_containers", "plugin.stamp-mismatch", "it differs on 'debug_containers'"},
             {"stamp_sanitizers", "plugin.stamp-mismatch", "it differs on 'sanitizers'"},
             {"stamp_two_keys", "plugin.stamp-mismatch", "it differs on 'torch', 'sanitizers'"}});
  const auto two = rejection("stamp_two_keys");
  REQUIRE(two.notes.size() == 4);  // heading, two keys, help
  CHECK(two.notes[0] == "key         plugin  host");
  CHECK(two.notes[1].find("torch       9.9.9   ") == 0);
  CHECK(two.notes[2].find("sanitizers  thread  ") == 0);
}

TEST_CASE("a difference that is only recorded does not matter") {
  Registry registry;
  registry.load({fixture("stamp_build")});
  CHECK(registry.catalog().entries.size() == 1);
}

TEST_CASE("components and schemas that are wrong are refused") {
  check_all({{"bad_component_name", "plugin.bad-component", "the component name 'Not-Snake' is not snake_case"},
             {"bad_component_kind", "plugin.bad-component", "component 'good' is a latent, but the plugin is a metric"},
             {"no_constructor", "plugin.bad-component", "component 'good' lacks its summary, schema or constructor"},
             {"no_own_name", "plugin.bad-component", "the plugin is 'good', but its only component is 'other'"},
             {"twice_itself", "plugin.duplicate-component", "provides the metric 'good' twice"},
             {"schema_throws", "plugin.schema-failed", "the schema of component 'good' threw: no schema today"},
             {"schema_throws_int", "plugin.schema-failed", "threw something that is no exception type"},
             {"schema_reserved_key", "plugin.bad-schema", "has an option 'use', a key that belongs to the framework"},
             {"schema_bad_key", "plugin.bad-schema", "has an option 'Bad Key', which is not snake_case"},
             {"schema_no_help", "plugin.bad-schema", "option 'flag' of component 'good' has no help"},
             {"schema_twice", "plugin.bad-schema", "declares the option 'flag' twice"}});
}

TEST_CASE("of two libraries with the same component the second is refused whole and both are named") {
  Registry registry;
  registry.load({fixture("duplicate")});
  const auto catalog = registry.catalog();
  CHECK(catalog.names("metric") == std::vector<std::string>{"first", "shared"});
  REQUIRE(catalog.rejected.size() == 1);
  const auto& rejected = catalog.rejected.front();
  CHECK(rejected.code == "plugin.duplicate-component");
  CHECK(rejected.reason == "the metric 'shared' is already provided by another library");
  REQUIRE(rejected.notes.size() == 3);
  CHECK(rejected.notes[0] == "first: " + (fixture("duplicate") / "metric" / "first.so").string());
  CHECK(rejected.notes[1] == "second: " + (fixture("duplicate") / "metric" / "second.so").string());
}

TEST_CASE("a library that is to be skipped is not touched") {
  Registry registry;
  assay::host::LoadOptions options;
  std::vector<std::string> opened;
  options.before_each = [&](const fs::path& file) { opened.push_back(file.filename().string()); };
  options.skip.insert(fixture("abort_at_load") / "metric" / "good.so");
  registry.load({fixture("abort_at_load"), fixture("duplicate")}, options);
  CHECK(opened == std::vector<std::string>{"first.so", "second.so"});
}

TEST_CASE("whatever a constructor throws arrives as an error that names the component") {
  const auto standard = error_of("constructor_throws", good);
  CHECK(standard.code() == "plugin.constructor-failed");
  CHECK(standard.diagnostics().front().message == "the constructor threw: out of luck");
  CHECK(standard.diagnostics().front().notes == std::vector<std::string>{"while constructing metric 'good'"});
  CHECK(error_of("constructor_throws_int", good).diagnostics().front().message == "the constructor threw something that is no exception type");
  const auto own = error_of("constructor_throws_error", good);
  CHECK(own.code() == "data.missing");
  CHECK(own.category() == assay::ErrorCategory::data);
  CHECK(error_of("constructor_returns_nothing", good).diagnostics().front().message == "the constructor returned nothing");
  CHECK(error_of("wrong_class", good).code() == "plugin.wrong-class");
}

TEST_CASE("an unknown component is explained") {
  const auto typo = error_of("good", Value::Table{{"use", "god"}});
  CHECK(typo.code() == "plugin.unknown-component");
  CHECK(typo.diagnostics().front().message == "metric 'god' is not available");
  CHECK(typo.diagnostics().front().help == "did you mean 'good'?");
  const auto rejected = error_of("stamp_torch", good);
  REQUIRE(rejected.diagnostics().front().notes.size() == 1);
  CHECK(rejected.diagnostics().front().notes.front().find("a rejected library may provide it: ") == 0);
  CHECK(error_of("good", Value::Table{}).code() == "spec.missing-option");
}

TEST_CASE("options are checked against the schema and taken from the data set where the spec says so") {
  Registry registry;
  registry.load({fixture("../bad_plugins")});
  assay::BuildContext context{assay::DatasetInfo{}};
  try {
    (void)registry.create<assay::Baseline>(Value::Table{{"use", "bad_abort"}, {"rouns", 3}}, context);
    FAIL("an unknown option was accepted");
  } catch (const assay::SpecError& error) {
    CHECK(error.code() == "spec.unknown-option");
    CHECK(error.diagnostics().front().notes.back() == "while constructing baseline 'bad_abort'");
  }
  const auto baseline = registry.create<assay::Baseline>(Value::Table{{"use", "bad_abort"}, {"rounds", 3}}, context);
  CHECK(dynamic_cast<assay::Assigns*>(baseline.get()) != nullptr);
}
