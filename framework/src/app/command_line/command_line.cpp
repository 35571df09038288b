#include "app/command_line/command_line.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "app/command_line/declare.hpp"
#include "app/command_line/usage_error.hpp"
#include "assay/core/error.hpp"
#include "base/diagnostic.hpp"
#include "base/suggest.hpp"
#include "base/version.hpp"

namespace assay::app {
namespace {

std::string version_text() {
  const std::string commit = git_commit().empty() ? std::string("unknown commit") : git_commit();
  return fmt::format("assay {}\ncommit {}\nbuild {}, plugin API {}, spec schema {}, HDF5 layout {}", version(), commit, build_type(), "1.0", 1, 1);
}

std::string joined_words(int argc, char** argv) {
  std::string text;
  for (int i = 0; i < argc; ++i) text += (i == 0 ? "" : " ") + std::string(argv[i]);
  return text;
}

void refuse_unknown_command(int argc, char** argv, const std::vector<std::string>& names) {
  if (argc < 2 || argv[1][0] == '-' || std::find(names.begin(), names.end(), argv[1]) != names.end()) return;
  throw unknown_command(argv[1], names);
}

}  // namespace

CommandLine::CommandLine(int argc, char** argv)
    : cli_("assay: experiments in deep clustering and semi-supervised generative models", "assay"), invocation_(joined_words(argc, argv)) {
  cli_.set_version_flag("--version", version_text());
  cli_.set_help_all_flag("--help-all", "help of every command");
  cli_.require_subcommand(1);
  cli_.get_formatter()->column_width(34);
  declare_training(*this);
  declare_inspection(*this);
  declare_results(*this);
  declare_models(*this);
  declare_machine(*this);
  declare_shell(*this);
  cli_.footer(  // after the commands, which would inherit it; a line per topic, which become sections of the manual
      "exit status: 0 done, 1 a trial failed or the disk is full, 2 wrong usage or spec, 3 plugin, 4 data, 70 internal, "
      "75 stopped by SIGUSR1, 130/143 stopped\n"
      "environment: ASSAY_DATA (data folders), ASSAY_PLUGIN_PATH, ASSAY_RUNS (default runs), ASSAY_CACHE (stages, default RUNS/.stages), NO_COLOR");
}

CLI::App& CommandLine::command(const std::string& name, const std::string& summary) { return *cli_.add_subcommand(name, summary); }

void CommandLine::on_command(CLI::App& app, std::function<int()> action) {
  app.callback([this, action = std::move(action)] { action_ = action; });
}

host::HostProcess& CommandLine::host() {
  if (!host_) host_ = std::make_unique<host::HostProcess>(host::HostSettings{});
  return *host_;
}

std::vector<std::string> CommandLine::command_names() const {
  std::vector<std::string> names{"help"};
  for (const auto* app : cli_.get_subcommands(nullptr)) names.push_back(app->get_name());
  return names;
}

int CommandLine::run(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "help") == 0) return help(argc > 2 ? argv[2] : "");
  refuse_unknown_command(argc, argv, command_names());
  try {
    cli_.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // for help, or for the version
    return cli_.exit(asked);
  } catch (const CLI::ParseError& error) {
    throw usage_error(cli_, error);
  }
  return action_();
}

int CommandLine::help(const std::string& name) const {
  for (const auto* app : cli_.get_subcommands(nullptr)) {
    if (app->get_name() == name) {
      std::cout << app->help();
      return 0;
    }
  }
  if (!name.empty()) throw unknown_command(name, command_names());
  std::cout << cli_.help();
  return 0;
}

bool wants_colour(std::FILE* stream) {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' && std::strcmp(value, "0") != 0;
  };
  if (std::getenv("NO_COLOR") != nullptr && *std::getenv("NO_COLOR") != '\0') return false;
  if (set("CLICOLOR_FORCE")) return true;
  const char* colour = std::getenv("CLICOLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused = (colour != nullptr && std::strcmp(colour, "0") == 0) || (terminal != nullptr && std::strcmp(terminal, "dumb") == 0);
  return !refused && isatty(fileno(stream)) == 1;
}

}  // namespace assay::app
