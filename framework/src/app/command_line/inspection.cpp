#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/command_line/declare.hpp"
#include "app/command_line/options.hpp"
#include "app/commands/check.hpp"
#include "app/commands/construction.hpp"
#include "app/commands/explain.hpp"
#include "app/commands/new.hpp"
#include "app/commands/plan.hpp"
#include "app/commands/plugins.hpp"
#include "app/commands/present_data.hpp"
#include "app/commands/resolve.hpp"
#include "run/provenance.hpp"

namespace assay::app {
namespace {

void declare_check(CommandLine& line) {
  CLI::App& app = line.command("check", "check specs: everything that can be known without training");
  const auto arguments = std::make_shared<CheckArguments>();
  app.add_option("SPEC", arguments->specs, "spec files (TOML)")->required();
  add_profile(app, arguments->profile);
  add_overrides(app, arguments->overrides);
  add_json(app, arguments->json);
  line.on_command(app, [arguments, &line] {
    arguments->style.colour = wants_colour(stderr);
    const Catalog& plugins = line.catalog();
    const int status = run_check(*arguments, plugins, std::cout, std::cerr);
    return status != 0 ? status : run_construction_check(*arguments, plugins, line.host(), std::cout, std::cerr);
  });
}

void declare_resolve(CommandLine& line) {
  CLI::App& app = line.command("resolve", "print every value of a spec with the place it comes from");
  const auto arguments = std::make_shared<ResolveArguments>();
  add_spec(app, arguments->spec);
  add_profile(app, arguments->profile);
  add_overrides(app, arguments->overrides);
  add_selection(app, arguments->arms, arguments->cases);
  add_json(app, arguments->json);
  line.on_command(app, [arguments, &line] { return run_resolve(*arguments, line.catalog(), std::cout); });
}

int plan_in(const RunPlace& place, const PlanArguments& arguments, CommandLine& line) {
  const Catalog& plugins = line.catalog();
  PlanSurroundings surroundings;
  surroundings.find_stages = [&](plan::Plan& plan) {
    PresentData data(line.host(), run::data_roots_from_environment());
    find_stages(plan, plugins, data, "cpu", true);
  };
  surroundings.trial_status = [&](const plan::Plan& plan, const plan::Trial& trial) { return status_of_trial(run_folder(place, plan), trial); };
  surroundings.stage_status = [&](const plan::Trial& stage) { return status_of_trial(cache_folder(place), stage); };
  return run_plan(arguments, plugins, surroundings, std::cout);
}

void declare_plan(CommandLine& line) {
  CLI::App& app = line.command("plan", "print the trials of a spec and what of them is done, without running anything");
  const auto arguments = std::make_shared<PlanArguments>();
  const auto place = std::make_shared<RunPlace>();
  add_spec(app, arguments->spec);
  add_profile(app, arguments->profile);
  add_selection(app, arguments->arms, arguments->cases);
  add_overrides(app, arguments->overrides);
  add_place(app, *place);
  app.add_flag("--diff", arguments->diff, "print what differs between the arms instead");
  add_json(app, arguments->json);
  line.on_command(app, [arguments, place, &line] { return plan_in(*place, *arguments, line); });
}

void declare_plugins(CommandLine& line) {
  CLI::App& app = line.command("plugins", "list every component that a spec can use");
  const auto arguments = std::make_shared<PluginsArguments>();
  app.add_flag("--all", arguments->all, "also the libraries that were refused, with the reasons");
  add_json(app, arguments->json);
  line.on_command(app, [arguments, &line] { return run_plugins(*arguments, line.catalog(), std::cout); });
}

void declare_explain(CommandLine& line) {
  CLI::App& app = line.command("explain", "what a component or a table of the spec takes: explain latent.gaussian");
  const auto arguments = std::make_shared<ExplainArguments>();
  app.add_option("TOPIC", arguments->topic, "KIND.NAME, KIND, or a table or key of the spec; nothing: what can be explained");
  add_json(app, arguments->json);
  line.on_command(app, [arguments, &line] { return run_explain(*arguments, line.catalog(), std::cout); });
}

void declare_new(CommandLine& line) {
  CLI::App& app = line.command("new", "write the project of a new plugin, with a test, that builds outside this tree");
  const auto arguments = std::make_shared<NewArguments>();
  app.add_option("KIND", arguments->kind, "dataset, encoder, latent, loss, baseline or metric")->required();
  app.add_option("NAME", arguments->name, "name of the plugin, in snake_case")->required();
  app.add_option("--dir", arguments->folder, "where the plugin's folder is made")->type_name("DIR");
  line.on_command(app, [arguments] { return run_new(*arguments, std::cout); });
}

}  // namespace

void declare_inspection(CommandLine& line) {
  declare_check(line);
  declare_resolve(line);
  declare_plan(line);
  declare_plugins(line);
  declare_explain(line);
  declare_new(line);
}

}  // namespace assay::app
