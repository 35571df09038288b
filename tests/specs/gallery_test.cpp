#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/utf8.hpp"
#include "specs/golden.hpp"

namespace {

/// The code in the first line of a message: "… [spec.unknown-option]".
std::string first_code(const std::string& message) {
  const std::string line = message.substr(0, message.find('\n'));
  const auto open = line.rfind('[');
  return open == std::string::npos ? line : line.substr(open + 1, line.size() - open - 2);
}

std::string error_gallery() {
  std::map<std::string, std::vector<golden::BadSpec>> by_code;
  for (auto& spec : golden::bad_specs()) by_code[first_code(spec.message)].push_back(spec);
  std::string text =
      "# Errors in specs\n\n"
      "Every way in which a spec can be wrong, with the message it gets. Generated from `tests/fixtures/specs/bad`; refresh with\n"
      "`ASSAY_UPDATE_GOLDEN=1` and the program `golden_specs_test`. All findings of a spec are reported at once; nothing runs before they are gone.\n"
      "A file too large, nested too deeply, or composed of too many files is refused with `spec.file-too-large`, `spec.nested-too-deeply`,\n"
      "`spec.include-too-deep` or `spec.too-many-files`; these are too long to print here.\n";
  for (const auto& [code, specs] : by_code) {
    text += fmt::format("\n## {}\n", code);
    for (const auto& spec : specs) text += fmt::format("\n`{}.toml`\n\n```toml\n{}```\n\n```text\n{}```\n", spec.name, spec.text, spec.message);
  }
  return text;
}

/// One fixture is not UTF-8 on purpose; a document has to be.
std::string printable(std::string text) {
  for (auto at = assay::first_invalid_utf8(text); at != std::string::npos; at = assay::first_invalid_utf8(text)) text[at] = '?';
  return text;
}

}  // namespace

TEST_CASE("the error gallery is up to date") { golden::check_file(golden::source_dir() / "framework/docs/errors.md", printable(error_gallery())); }
