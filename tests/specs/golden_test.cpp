#include "specs/golden.hpp"

#include <fstream>
#include <regex>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;

namespace {

using golden::message_of;

/// Codes "spec.…" and "plugin.…" in square brackets at the end of a message's first line.
std::set<std::string> codes_in(const std::string& text) {
  std::set<std::string> codes;
  const std::regex pattern(R"(\[((spec|plugin)\.[a-z0-9-]+)\])");
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) codes.insert((*match)[1]);
  return codes;
}

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("every bad spec is refused with its golden message") {
  const auto specs = golden::bad_specs();
  CHECK(specs.size() >= 30);
  for (const auto& spec : specs) {
    INFO(spec.name);
    CHECK_FALSE(spec.message.empty());
    golden::check_file(golden::source_dir() / "tests/fixtures/specs/bad" / (spec.name + ".err"), spec.message);
  }
}

TEST_CASE("every golden message belongs to a spec") {
  for (const auto& entry : fs::directory_iterator(golden::source_dir() / "tests/fixtures/specs/bad")) {
    if (entry.path().extension() != ".err") continue;
    fs::path spec = entry.path();
    INFO(spec.string());
    CHECK(fs::exists(spec.replace_extension(".toml")));
  }
}

TEST_CASE("huge and deeply nested and unreadable specs are refused at once") {
  const test_support::TemporaryFolder folder;
  const auto refused = [&](const std::string& name, const std::string& text) {
    write(folder / name, text);
    return message_of({(folder / name).string()});
  };
  const std::string head = "schema = 1\nstudy = \"s\"\n";
  CHECK(refused("huge.toml", head + "notes = \"" + std::string(5U << 20U, 'x') + "\"\n").find("[spec.file-too-large]") != std::string::npos);
  const std::size_t many = 200000;
  const auto nested = std::string("[spec.nested-too-deeply]");
  CHECK(refused("brackets.toml", head + "notes = " + repeated("[", many) + repeated("]", many)).find(nested) != std::string::npos);
  CHECK(refused("open.toml", head + "notes = " + repeated("[", many)).find(nested) != std::string::npos);
  CHECK(refused("tables.toml", head + "notes = " + repeated("{a=", many)).find(nested) != std::string::npos);
  CHECK(refused("dotted.toml", head + "a" + repeated(".a", many) + " = 1\n").find(nested) != std::string::npos);
  CHECK(refused("quoted.toml", head + "\"a\"" + repeated(" . 'a'", many) + " = 1\n").find(nested) != std::string::npos);
  CHECK(refused("header.toml", head + "[a" + repeated(".a", many) + "]\n").find(nested) != std::string::npos);
  CHECK(refused("mixed.toml", head + "x = " + repeated("{a.b.c.d = ", 30) + "1" + repeated("}", 30)).find(nested) != std::string::npos);
  CHECK(refused("nul.toml", head + std::string("\0\0", 2)).find("[spec.invalid-toml]") != std::string::npos);
  CHECK(refused("empty.toml", "").find("[spec.missing-schema]") != std::string::npos);
  CHECK(message_of({(folder / "absent.toml").string()}).find("[spec.unreadable-file]") != std::string::npos);
  CHECK(message_of({folder.path().string()}).find("[spec.unreadable-file]") != std::string::npos);
}

TEST_CASE("chains of extends have limits") {
  const test_support::TemporaryFolder folder;
  for (int i = 0; i < 20; ++i)
    write(folder / ("deep" + std::to_string(i) + ".toml"), "schema = 1\nextends = \"deep" + std::to_string(i + 1) + ".toml\"\n");
  CHECK(message_of({(folder / "deep0.toml").string()}).find("[spec.include-too-deep]") != std::string::npos);
  std::string list;
  for (int i = 0; i < 300; ++i) {
    write(folder / ("wide" + std::to_string(i) + ".toml"), "schema = 1\n");
    list += "\"wide" + std::to_string(i) + ".toml\", ";
  }
  write(folder / "wide.toml", "schema = 1\nextends = [" + list + "]\n");
  CHECK(message_of({(folder / "wide.toml").string()}).find("[spec.too-many-files]") != std::string::npos);
  // A tower in which every file names the next one twice: 2^15 paths, but each file is read once.
  for (int i = 0; i < 15; ++i) {
    const std::string next = "\"tower" + std::to_string(i + 1) + ".toml\"";
    write(folder / ("tower" + std::to_string(i) + ".toml"), fmt::format("schema = 1\nextends = [{0}, {0}]\n", next));
  }
  write(folder / "tower15.toml", "schema = 1\n[run]\nthreads = 2\n");
  CHECK(message_of({(folder / "tower0.toml").string()}).empty());
}

TEST_CASE("every error code of the spec layers has a golden message") {
  const fs::path root = golden::source_dir() / "framework/src";
  std::set<std::string> emitted;
  const std::regex pattern(R"re("((?:spec|plugin)\.[a-z0-9-]+)")re");
  for (const char* layer : {"spec", "plan"}) {
    for (const auto& entry : fs::directory_iterator(root / layer)) {
      const std::string text = golden::read(entry.path());
      for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) emitted.insert((*match)[1]);
    }
  }
  std::set<std::string> shown{"spec.file-too-large", "spec.nested-too-deeply", "spec.include-too-deep", "spec.too-many-files"};  // made above
  for (const auto& spec : golden::bad_specs()) shown.merge(codes_in(spec.message));
  for (const auto& code : emitted) {
    INFO(code);
    CHECK(shown.count(code) == 1);
  }
  CHECK(emitted.size() > 30);
}
