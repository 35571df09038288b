#include "app/command_line/usage_error.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/command_line/command_tree.hpp"
#include "base/diagnostic.hpp"
#include "base/suggest.hpp"

namespace assay::app {
namespace {

/// "assay data fetch".
std::string full_name(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name() : full_name(*command.get_parent()) + ' ' + command.get_name();
}

std::vector<std::string> long_names(const CommandText& command) {
  std::vector<std::string> names;
  for (const auto& option : command.options) {
    std::copy_if(option.names.begin(), option.names.end(), std::back_inserter(names), [](const std::string& name) { return name.size() > 2; });
  }
  return names;
}

/// A command with the words that it did not expect.
struct Leftover {
  const CLI::App& command;
  std::vector<std::string> words;

  [[nodiscard]] auto option() const {
    return std::find_if(words.begin(), words.end(), [](const std::string& word) { return word.size() > 1 && word[0] == '-'; });
  }
  [[nodiscard]] bool has_option() const { return option() != words.end(); }
};

/// Of the outermost command that has such words, else of the innermost one.
Leftover leftover(const CLI::App& command) {
  Leftover left{command, command.remaining()};
  left.words.erase(std::remove(left.words.begin(), left.words.end(), "--"), left.words.end());
  const auto chosen = command.get_subcommands();
  return left.words.empty() && !chosen.empty() ? leftover(*chosen.back()) : left;
}

Diagnostic not_expected(const Leftover& left) {
  Diagnostic diagnostic;
  if (!left.has_option()) {
    diagnostic.code = "usage.unexpected-argument";
    diagnostic.message = fmt::format("'{}' takes no further argument, such as '{}'", full_name(left.command), left.words.front());
    return diagnostic;
  }
  const std::string name = left.option()->substr(0, left.option()->find('='));
  diagnostic.code = "usage.unknown-option";
  diagnostic.message = fmt::format("'{}' has no option '{}'", full_name(left.command), name);
  const std::vector<std::string> known = long_names(command_text(left.command));
  diagnostic.help = did_you_mean(name, known);
  diagnostic.notes = {"its options are: " + join(known)};
  return diagnostic;
}

std::vector<std::string> commands_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto& one : command_text(command).commands) names.push_back(one.name);
  return names;
}

Diagnostic no_command(const Leftover& left) {
  const auto names = commands_of(left.command);
  if (!left.words.empty()) return unknown_command(left.words.front(), names).diagnostics().front();
  Diagnostic diagnostic;
  diagnostic.code = "usage.missing-command";
  diagnostic.message = fmt::format("'{}' needs a command", full_name(left.command));
  diagnostic.notes = {"commands are: " + join(names)};
  return diagnostic;
}

Diagnostic described(const Leftover& left, const CLI::ParseError& error) {
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  const bool unexpected = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !left.words.empty();
  if (unexpected || (missing && left.has_option())) return not_expected(left);
  if (missing && left.command.get_require_subcommand_min() > 0) return no_command(left);
  Diagnostic diagnostic;
  diagnostic.code = missing ? "usage.missing-argument" : "usage.bad-value";
  diagnostic.message = fmt::format("'{}': {}", full_name(left.command), error.what());
  return diagnostic;
}

}  // namespace

SpecError unknown_command(const std::string& name, const std::vector<std::string>& names) {
  return SpecError(
      {"usage.unknown-command", fmt::format("there is no command '{}'", name), {}, did_you_mean(name, names), {"commands are: " + join(names)}});
}

SpecError usage_error(const CLI::App& program, const CLI::ParseError& error) {
  const Leftover left = leftover(program);
  Diagnostic diagnostic = described(left, error);
  diagnostic.notes.push_back(fmt::format("'{} --help' says more", full_name(left.command)));
  return SpecError(std::move(diagnostic));
}

}  // namespace assay::app
