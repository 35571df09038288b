#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/command_line/declare.hpp"
#include "app/command_line/options.hpp"
#include "app/commands/apply.hpp"
#include "app/commands/figure.hpp"
#include "app/commands/report.hpp"
#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "report/figure/figure.hpp"

namespace assay::app {
namespace {

void add_condition(FigureArguments& figure, const std::string& condition) {
  if (figure.options.find("where") == nullptr) figure.options["where"] = Value::Array{};
  figure.options["where"].array().emplace_back(condition);
}

void add_conditions(CLI::App& app, const std::shared_ptr<FigureArguments>& figure) {
  for (const char* axis : {"arm", "case", "seed", "trial"}) {
    const auto add = [figure, axis = std::string(axis)](const std::string& value) { add_condition(*figure, fmt::format("{}={}", axis, value)); };
    app.add_option_function<std::string>(std::string("--") + axis, add, std::string("only trials of this ") + axis)->type_name("NAME");
  }
  const auto add_each = [figure](const std::vector<std::string>& given) {
    for (const auto& one : given) add_condition(*figure, one);
  };
  app.add_option_function<std::vector<std::string>>("--where", add_each, "only trials with this value (may be repeated)")
      ->type_name("AXIS=VALUE")
      ->expected(1)
      ->take_all();
}

/// An option of FigureOptions under its name, with dashes for underscores.
void add_figure_field(CLI::App& app, const std::shared_ptr<FigureArguments>& figure, const FieldInfo& field) {
  if (field.key == "kind" || field.key == "where") return;
  std::string name = "--" + field.key;
  std::replace(name.begin(), name.end(), '_', '-');
  const auto put = [figure, key = field.key](auto given) { figure->options[key] = detail::to_value(given); };
  switch (field.type) {
    case FieldType::integer: app.add_option_function<std::int64_t>(name, put, field.help); break;
    case FieldType::integer_list: app.add_option_function<std::vector<std::int64_t>>(name, put, field.help)->delimiter(','); break;
    case FieldType::string_list: app.add_option_function<std::vector<std::string>>(name, put, field.help)->delimiter(','); break;
    default: {
      auto* option = app.add_option_function<std::string>(name, put, field.help);
      if (!field.choices.empty()) option->check(CLI::IsMember(field.choices));
    }
  }
}

void declare_figure(CommandLine& line) {
  CLI::App& app = line.command("figure", "draw the figures of a run, as SVG and PNG");
  const auto arguments = std::make_shared<FigureArguments>();
  add_run_folder(app, arguments->run);
  app.add_option("FIGURE", arguments->figure, "a kind (" + join(report::figure_kinds()) + "), or a [figure.NAME] of the spec; nothing: all of those");
  app.add_option("-o,--output", arguments->output, "file, .svg or .png (default: both, in the folder figures of the run)")->type_name("FILE");
  add_conditions(app, arguments);
  for (const auto& field : schema_of<FigureOptions>().fields) add_figure_field(app, arguments, field);
  line.on_command(app, [arguments] { return run_figure(*arguments, host::HostSettings{}, std::cout); });
}

void declare_report(CommandLine& line) {
  CLI::App& app = line.command("report", "write a run as one HTML file that opens anywhere: tables, curves, figures, every trial");
  const auto arguments = std::make_shared<ReportArguments>();
  add_run_folder(app, arguments->run);
  app.add_option("-o,--output,--out", arguments->output, "file (default: report.html in the run folder)")->type_name("FILE");
  line.on_command(app, [arguments] { return run_report(*arguments, host::HostSettings{}, std::cout, std::cerr); });
}

void add_samples(CLI::App& app, ApplyArguments& arguments) {
  app.add_option("--data", arguments.data_set, "another data set of equal width")->type_name("NAME");
  app.add_option("--set", arguments.set, "option of the data set: limit=1000 (may be repeated)")->type_name("KEY=VALUE")->expected(1)->take_all();
  app.add_option("--part", arguments.request.part, "samples: all, training or test")->check(CLI::IsMember({"all", "training", "test"}));
}

void add_draws(CLI::App& app, ApplyArguments& arguments) {
  app.add_option("--columns", arguments.request.columns, "draws of z")->check(CLI::Range(1, 10000));
  app.add_option("--seed", arguments.request.seed, "of the draws")->check(CLI::NonNegativeNumber);
}

void declare_apply(CommandLine& line, const std::string& task, const std::string& summary) {
  CLI::App& app = line.command(task, summary);
  const auto arguments = std::make_shared<ApplyArguments>();
  const bool generates = task == "generate";
  arguments->request.task = task;
  app.add_option("TRIAL", arguments->trial, "RUN/ID, the id or its beginning; or a trial file")->required();
  const std::string formats = generates ? ".h5, .npy, .png or .svg" : ".h5, .npy or .csv";
  app.add_option("-o,--output", arguments->output, "file: " + formats)->type_name("FILE");
  app.add_option("--device", arguments->request.device, "cpu, cuda or cuda:N");
  (generates ? add_draws : add_samples)(app, *arguments);
  line.on_command(app, [arguments] { return run_apply(*arguments, host::HostSettings{}, std::cout); });
}

}  // namespace

void declare_models(CommandLine& line) {
  declare_figure(line);
  declare_report(line);
  declare_apply(line, "embed", "the features that a trained model gives to samples");
  declare_apply(line, "assign", "the clusters that a trained model puts samples into");
  declare_apply(line, "generate", "images that a trained model generates, a row per category");
}

}  // namespace assay::app
