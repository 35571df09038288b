#include <iostream>

#include <CLI/CLI.hpp>

#include "app/command_line/declare.hpp"
#include "app/command_line/options.hpp"
#include "app/commands/compare.hpp"
#include "app/commands/export.hpp"
#include "app/commands/table.hpp"
#include "app/commands/verify.hpp"

namespace assay::app {
namespace {

constexpr const char* document_formats = "text, markdown, latex (needs the package booktabs), csv or json";

CLI::Option* add_list(CLI::App& app, const char* name, std::vector<std::string>& list, const char* help) {
  return app.add_option(name, list, help)->delimiter(',')->allow_extra_args(false);
}

void declare_table(CommandLine& line) {
  CLI::App& app = line.command("table", "the comparative table of a run");
  const auto arguments = std::make_shared<TableArguments>();
  add_run_folder(app, arguments->run);
  app.add_option("--format", arguments->format, document_formats);
  add_list(app, "--metrics", arguments->metrics, "metrics to show, separated by commas");
  add_list(app, "--show", arguments->shown,
           "of mean (with deviation; the default), median, best (an oracle: chosen with labels), n, separated by commas");
  add_list(app, "--rows", arguments->rows,
           "axes that tell lines apart, separated by commas: arm, case, seed or swept options (default: all but the columns' and seed)")
      ->type_name("AXIS");
  add_list(app, "--columns", arguments->columns,
           "axes that tell groups of columns apart, separated by commas (default: case); statistics run over axes named nowhere")
      ->type_name("AXIS");
  line.on_command(app, [arguments] { return run_table(*arguments, std::cout, std::cerr); });
}

void declare_compare(CommandLine& line) {
  CLI::App& app = line.command("compare", "statistical tests between the arms of a run");
  const auto arguments = std::make_shared<CompareArguments>();
  add_run_folder(app, arguments->run);
  app.add_option("--metric", arguments->metric, "metric to compare (default: the first of the table)");
  app.add_option("--baseline", arguments->baseline, "compare every arm with this one (default: with every other)")->type_name("ARM");
  app.add_option("--alpha", arguments->alpha, "level of the tests; intervals have the confidence 1 - alpha");
  app.add_option("--diagram", arguments->diagram, "write the critical-difference diagram of the ranks to this file, .svg or .png")->type_name("FILE");
  app.add_option("--format", arguments->format, document_formats);
  line.on_command(app, [arguments] { return run_compare(*arguments, std::cout, std::cerr); });
}

void declare_export(CommandLine& line) {
  CLI::App& app = line.command("export", "the results of a run as flat data");
  const auto arguments = std::make_shared<ExportArguments>();
  add_run_folder(app, arguments->run);
  app.add_option("--format", arguments->format, "csv or json");
  app.add_flag("--series", arguments->series, "the values of all series instead of one line per trial");
  line.on_command(app, [arguments] { return run_export(*arguments, std::cout, std::cerr); });
}

void declare_verify(CommandLine& line) {
  CLI::App& app = line.command("verify", "check the integrity of a run folder");
  const auto arguments = std::make_shared<VerifyArguments>();
  add_run_folder(app, arguments->run);
  app.add_flag("--repair", arguments->repair, "remove leftovers of killed processes and rebuild the index");
  add_json(app, arguments->json);
  line.on_command(app, [arguments] { return run_verify(*arguments, std::cout); });
}

}  // namespace

void declare_results(CommandLine& line) {
  declare_table(line);
  declare_compare(line);
  declare_export(line);
  declare_verify(line);
}

}  // namespace assay::app
