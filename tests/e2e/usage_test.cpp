#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

#include "program.hpp"
#include "support/temporary_folder.hpp"

namespace {

/// What assay says to words that it does not understand.
std::string said(const std::vector<std::string>& words) {
  const test_support::TemporaryFolder folder;
  const auto outcome = e2e::run_assay(words, folder.path());
  CHECK(outcome.status == 2);
  CHECK(outcome.out.empty());
  return outcome.err;
}

bool starts_with(const std::string& text, const std::string& start) { return text.rfind(start, 0) == 0; }

}  // namespace

TEST_CASE("a misspelled command or option is named with the one that was probably meant") {
  CHECK(starts_with(said({"rnu", "a.toml"}), "error: there is no command 'rnu' [usage.unknown-command]\n  help: did you mean 'run'?\n"));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"help", "rnu"}, {"manual", "rnu"}}) {
    CHECK(starts_with(said(words), "error: there is no command 'rnu' [usage.unknown-command]\n  help: did you mean 'run'?\n"));
  }
  CHECK(starts_with(said({"cache", "lsit"}), "error: there is no command 'lsit' [usage.unknown-command]\n  help: did you mean 'list'?\n"));
  CHECK(starts_with(said({"run", "a.toml", "--profle", "fast"}),
                    "error: 'assay run' has no option '--profle' [usage.unknown-option]\n  help: did you mean '--profile'?\n"));
  CHECK(starts_with(said({"run", "--profle=fast", "a.toml"}), "error: 'assay run' has no option '--profle' [usage.unknown-option]\n"));
  CHECK(starts_with(said({"run", "--hlep"}), "error: 'assay run' has no option '--hlep' [usage.unknown-option]\n  help: did you mean '--help'?\n"));
  CHECK(starts_with(said({"--verson"}), "error: 'assay' has no option '--verson' [usage.unknown-option]\n  help: did you mean '--version'?\n"));
  CHECK(starts_with(said({"--profile", "fast", "run", "a.toml"}), "error: 'assay' has no option '--profile' [usage.unknown-option]\n  note: "));
  CHECK(starts_with(said({"data", "fetch", "mnist", "--forse"}), "error: 'assay data fetch' has no option '--forse' [usage.unknown-option]\n"));
}

TEST_CASE("arguments that are missing, too many or out of range are said to be") {
  CHECK(starts_with(said({"run"}), "error: 'assay run': SPEC is required [usage.missing-argument]\n"));
  CHECK(
      starts_with(said({"run", "a.toml", "b.toml"}), "error: 'assay run' takes no further argument, such as 'b.toml' [usage.unexpected-argument]\n"));
  CHECK(starts_with(said({"run", "--", "a.toml", "b.toml"}), "error: 'assay run' takes no further argument, such as 'b.toml' "));
  CHECK(starts_with(said({"run", "a.toml", "-j", "many"}), "error: 'assay run': "));
  CHECK(starts_with(said({"data"}), "error: 'assay data' needs a command [usage.missing-command]\n  note: commands are: list, "));
  CHECK(starts_with(said({}), "error: 'assay' needs a command [usage.missing-command]\n  note: commands are: run, status, "));
}

TEST_CASE("a spec that is not there is told with the one that was probably meant") {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "study.toml") << "schema = 1\n";
  const auto help_for = [&](const std::string& spec) { return e2e::run_assay({"check", spec}, folder.path()).err; };
  CHECK(help_for("stduy.toml").find("help: did you mean 'study.toml'?") != std::string::npos);
  CHECK(help_for("study").find("help: did you mean 'study.toml'?") != std::string::npos);
  CHECK(help_for("other.toml").find("did you mean") == std::string::npos);
  CHECK(help_for("absent/study.toml").find("did you mean") == std::string::npos);
}

TEST_CASE("help and version are no errors") {
  const test_support::TemporaryFolder folder;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {"run", "--help"}, {"--version"}}) {
    const auto outcome = e2e::run_assay(words, folder.path());
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK_FALSE(outcome.out.empty());
  }
}
