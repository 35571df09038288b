#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "base/catalog.hpp"
#include "host/host_process.hpp"

namespace assay::app {

/// The command line as its commands see it while they declare themselves, and as `main` runs it.
class CommandLine {
 public:
  CommandLine(int argc, char** argv);

  /// A new command; what it does is told by `on_command`.
  CLI::App& command(const std::string& name, const std::string& summary);
  /// `action` runs, and its result is the exit status, when the command line names `app`.
  void on_command(CLI::App& app, std::function<int()> action);

  /// The process that knows the plugins, started when a command first asks for it.
  host::HostProcess& host();
  const Catalog& catalog() { return host().describe(); }

  /// All words of the command line, for the results.
  [[nodiscard]] const std::string& invocation() const { return invocation_; }
  [[nodiscard]] const CLI::App& declarations() const { return cli_; }
  /// Of all commands, "help" included.
  [[nodiscard]] std::vector<std::string> command_names() const;

  /// Parses and does what was asked. Returns the exit status; throws Error.
  int run(int argc, char** argv);

 private:
  int help(const std::string& name) const;

  CLI::App cli_;
  std::string invocation_;
  std::function<int()> action_;
  std::unique_ptr<host::HostProcess> host_;
};

/// Whether what is written to `stream` should be coloured: a terminal that can, unless NO_COLOR, CLICOLOR or CLICOLOR_FORCE say otherwise.
bool wants_colour(std::FILE* stream);

}  // namespace assay::app
