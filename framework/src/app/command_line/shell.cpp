#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/command_line/command_tree.hpp"
#include "app/command_line/declare.hpp"
#include "app/command_line/usage_error.hpp"
#include "app/commands/completion.hpp"
#include "app/commands/manual.hpp"
#include "assay/core/error.hpp"
#include "base/suggest.hpp"

namespace assay::app {
namespace {

/// "topics" lists what the scripts offer for `assay explain`.
constexpr const char* topics = "topics";

void declare_completion(CommandLine& line) {
  CLI::App& app = line.command("completion", "a script that completes commands, options and names in a shell");
  const auto shell = std::make_shared<std::string>();
  auto choices = completion_shells();
  choices.emplace_back(topics);
  app.add_option("SHELL", *shell, "bash, zsh or fish; topics: what those offer for explain")->required()->check(CLI::IsMember(choices));
  line.on_command(app, [shell, &line] {
    std::cout << (*shell == topics ? completion_topics() : completion_script(command_text(line.declarations()), *shell));
    return 0;
  });
}

struct ManualArguments {
  std::vector<std::string> command;  ///< "run", or "data", "fetch"; none: the program
  std::string folder;                ///< where all pages are written; empty: print one
};

int run_manual(const ManualArguments& arguments, const CommandLine& line) {
  const auto pages = manual_pages(command_text(line.declarations()));
  if (!arguments.folder.empty()) {
    write_manual(pages, arguments.folder);
    return 0;
  }
  std::string name = "assay";
  for (const auto& word : arguments.command) name += '-' + word;
  for (const auto& page : pages) {
    if (page.name != name) continue;
    std::cout << page.text;
    return 0;
  }
  throw unknown_command(join(arguments.command, " "), line.command_names());
}

void declare_manual(CommandLine& line) {
  CLI::App& app = line.command("manual", "manual pages: assay manual run | man -l -");
  const auto arguments = std::make_shared<ManualArguments>();
  app.add_option("COMMAND", arguments->command, "of which the page is printed: run, or data fetch (default: of the program)")->type_name("COMMAND");
  app.add_option("--write", arguments->folder, "write the pages of all commands into this folder instead")->type_name("DIR");
  line.on_command(app, [arguments, &line] { return run_manual(*arguments, line); });
}

}  // namespace

void declare_shell(CommandLine& line) {
  declare_completion(line);
  declare_manual(line);
}

}  // namespace assay::app
