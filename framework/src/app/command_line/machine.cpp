#include <iostream>

#include <CLI/CLI.hpp>

#include "app/command_line/declare.hpp"
#include "app/command_line/options.hpp"
#include "app/commands/cache.hpp"
#include "app/commands/data.hpp"
#include "app/commands/doctor.hpp"
#include "app/commands/run.hpp"

namespace assay::app {
namespace {

void declare_cache(CommandLine& line) {
  CLI::App& app = line.command("cache", "the stages that trials of all studies share");
  app.require_subcommand(1);
  const auto arguments = std::make_shared<CacheArguments>();
  const auto place = std::make_shared<RunPlace>();
  const auto declare = [&](const char* name, const char* help, auto action) {
    CLI::App* sub = app.add_subcommand(name, help);
    add_runs(*sub, *place);
    add_json(*sub, arguments->json);
    line.on_command(*sub, [arguments, place, action] { return action(cache_folder(*place), *arguments, std::cout); });
    return sub;
  };
  declare("list", "what the cache holds, longest unused first", run_cache_list);
  declare("gc", "remove stages that have long not been used", run_cache_gc)
      ->add_option("--days", arguments->days, "keep what was used within so many days (default 30)")
      ->check(CLI::NonNegativeNumber);
  declare("verify", "read every stage and report what is damaged", run_cache_verify);
}

void declare_data(CommandLine& line) {
  CLI::App& app = line.command("data", "the data sets that are read from files: what is here, downloads, checksums");
  app.require_subcommand(1);
  const auto arguments = std::make_shared<DataArguments>();
  const auto declare = [&](const char* name, const char* help, auto action) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->add_option("--manifest", arguments->manifest, "another list of data sets than the one of this program")->type_name("FILE");
    line.on_command(*sub, [arguments, action] { return action(*arguments, std::cout); });
    return sub;
  };
  CLI::App* list = declare("list", "every data set, what of it is here (by names and sizes), how large it is, and its licence", run_data_list);
  list->add_option("NAME", arguments->names, "data sets (default: all)");
  add_json(*list, arguments->json);
  CLI::App* fetch = declare("fetch", "download data sets and check them; what is here and sound stays", run_data_fetch);
  fetch->add_option("NAME", arguments->names, "data sets")->required();
  fetch->add_option("--to", arguments->to, "data folder (default: the first of ASSAY_DATA)")->type_name("DIR");
  fetch->add_flag("--optional", arguments->optional, "also the files that readers do without, such as the extra part of SVHN");
  fetch->add_flag("-q,--quiet", arguments->quiet, "no progress");
  CLI::App* verify = declare("verify", "hold what is here against the checksums", run_data_verify);
  verify->add_option("NAME", arguments->names, "data sets (default: all that are here)");
  add_json(*verify, arguments->json);
}

void declare_doctor(CommandLine& line) {
  CLI::App& app = line.command("doctor", "what this machine and installation are, and what is wrong with them");
  const auto arguments = std::make_shared<DoctorArguments>();
  const auto place = std::make_shared<RunPlace>();
  add_runs(app, *place);
  add_json(app, arguments->json);
  line.on_command(app, [arguments, place] {
    arguments->runs = place->runs.empty() ? runs_folder() : std::filesystem::path(place->runs);
    arguments->cache = cache_folder(*place).root;
    return run_doctor(*arguments, host::HostSettings{}, std::cout);
  });
}

}  // namespace

void declare_machine(CommandLine& line) {
  declare_cache(line);
  declare_data(line);
  declare_doctor(line);
}

}  // namespace assay::app
