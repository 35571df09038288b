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

/// The innermost command that the words name.
const CLI::App& command_of(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? program : command_of(*chosen.back());
}

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

Diagnostic not_expected(const CLI::App& command, const std::vector<std::string>& words) {
  const auto option = std::find_if(words.begin(), words.end(), [](const std::string& word) { return word.size() > 1 && word[0] == '-'; });
  Diagnostic diagnostic;
  if (option == words.end()) {
    diagnostic.code = "usage.unexpected-argument";
    diagnostic.message = fmt::format("'{}' takes no further argument, such as '{}'", full_name(command), words.front());
    return diagnostic;
  }
  const std::string name = option->substr(0, option->find('='));
  diagnostic.code = "usage.unknown-option";
  diagnostic.message = fmt::format("'{}' has no option '{}'", full_name(command), name);
  const std::vector<std::string> known = long_names(command_text(command));
  diagnostic.help = did_you_mean(name, known);
  diagnostic.notes = {"its options are: " + join(known)};
  return diagnostic;
}

std::vector<std::string> commands_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto& one : command_text(command).commands) names.push_back(one.name);
  return names;
}

Diagnostic no_command(const CLI::App& command, const std::vector<std::string>& words) {
  const auto name = std::find_if(words.begin(), words.end(), [](const std::string& word) { return word[0] != '-'; });
  if (name != words.end()) return unknown_command(*name, commands_of(command)).diagnostics().front();
  Diagnostic diagnostic;
  diagnostic.code = "usage.missing-command";
  diagnostic.message = fmt::format("'{}' needs a command", full_name(command));
  diagnostic.notes = {"commands are: " + join(commands_of(command))};
  return diagnostic;
}

Diagnostic described(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App& command = command_of(program);
  const auto words = program.remaining(true);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !words.empty()) return not_expected(command, words);
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (missing && command.get_require_subcommand_min() > 0) return no_command(command, words);
  Diagnostic diagnostic;
  diagnostic.code = missing ? "usage.missing-argument" : "usage.bad-value";
  diagnostic.message = fmt::format("'{}': {}", full_name(command), error.what());
  return diagnostic;
}

}  // namespace

SpecError unknown_command(const std::string& name, const std::vector<std::string>& names) {
  return SpecError(
      {"usage.unknown-command", fmt::format("there is no command '{}'", name), {}, did_you_mean(name, names), {"commands are: " + join(names)}});
}

SpecError usage_error(const CLI::App& program, const CLI::ParseError& error) {
  Diagnostic diagnostic = described(program, error);
  diagnostic.notes.push_back(fmt::format("'{} --help' says more", full_name(command_of(program))));
  return SpecError(std::move(diagnostic));
}

}  // namespace assay::app
