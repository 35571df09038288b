// assay: the command line. Runs no plugin code and links no LibTorch, so help and errors come at once.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "app/command_tree.hpp"
#include "app/commands/apply.hpp"
#include "app/commands/cache.hpp"
#include "app/commands/check.hpp"
#include "app/commands/compare.hpp"
#include "app/commands/completion.hpp"
#include "app/commands/construction.hpp"
#include "app/commands/data.hpp"
#include "app/commands/doctor.hpp"
#include "app/commands/explain.hpp"
#include "app/commands/export.hpp"
#include "app/commands/figure.hpp"
#include "app/commands/manual.hpp"
#include "app/commands/new.hpp"
#include "app/commands/plan.hpp"
#include "app/commands/plugins.hpp"
#include "app/commands/replay.hpp"
#include "app/commands/report.hpp"
#include "app/commands/resolve.hpp"
#include "app/commands/run.hpp"
#include "app/commands/status.hpp"
#include "app/commands/table.hpp"
#include "app/commands/verify.hpp"
#include "app/commands/work.hpp"
#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/diagnostic.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "base/version.hpp"
#include "host/host_process.hpp"
#include "report/figure/figure.hpp"

namespace {

using namespace assay;

constexpr int usage_status = 2;

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

std::string version_text() {
  const std::string commit = git_commit().empty() ? std::string("unknown commit") : git_commit();
  return fmt::format("assay {}\ncommit {}\nbuild {}, plugin API {}, spec schema {}, HDF5 layout {}", version(), commit, build_type(), "1.0", 1, 1);
}

std::string command_line(int argc, char** argv) {
  std::string text;
  for (int i = 0; i < argc; ++i) text += (i == 0 ? "" : " ") + std::string(argv[i]);
  return text;
}

/// The command line as CLI11 sees it. Every subcommand sets `action`, which runs after parsing.
class CommandLine {
 public:
  CommandLine(int argc, char** argv) : command_(command_line(argc, argv)) {
    cli_.set_version_flag("--version", version_text());
    cli_.set_help_all_flag("--help-all", "help of every command");
    cli_.require_subcommand(1);
    cli_.get_formatter()->column_width(34);
    add_run();
    add_check();
    add_resolve();
    add_plan();
    add_plugins();
    add_explain();
    add_new();
    add_table();
    add_compare();
    add_figure();
    add_report();
    add_apply("embed", "the features that a trained model gives to samples");
    add_apply("assign", "the clusters that a trained model puts samples into");
    add_apply("generate", "images that a trained model generates, a row per category");
    add_export();
    add_verify();
    add_replay();
    add_cache();
    add_data();
    add_doctor();
    add_completion();
    add_manual();
    add_status();
    add_work();
    cli_.footer(
        "exit status: 0 done, 1 a trial failed, 2 wrong usage or spec, 3 plugin, 4 data, 70 internal, 75 stopped by SIGUSR1, 130/143 stopped\n"
        "environment: ASSAY_DATA (data folders), ASSAY_PLUGIN_PATH, ASSAY_RUNS (default runs), ASSAY_CACHE (stages, default RUNS/.stages), NO_COLOR");
  }

  int run(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "help") == 0) return help(argc > 2 ? argv[2] : "");
    if (const int status = refuse_unknown_command(argc, argv)) return status;
    try {
      cli_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return cli_.exit(error) == 0 ? 0 : usage_status;
    }
    return action_();
  }

 private:
  CLI::App* command(const std::string& name, const std::string& summary) { return cli_.add_subcommand(name, summary); }

  static void add_spec(CLI::App* app, std::string& spec) { app->add_option("SPEC", spec, "spec file (TOML)")->required(); }
  static void add_overrides(CLI::App* app, std::vector<std::string>& overrides) {
    app->add_option("--set", overrides, "replace a value: train.epochs=5 (may be repeated)")->type_name("PATH=VALUE")->expected(1)->take_all();
  }
  static void add_profile(CLI::App* app, std::string& profile) {
    app->add_option("--profile", profile, "apply [profile.NAME] of the spec; smoke: [test] smoke")->type_name("NAME");
  }
  static void add_selection(CLI::App* app, std::vector<std::string>& arms, std::vector<std::string>& cases) {
    app->add_option("--arm", arms, "only this arm (may be repeated)")->type_name("NAME")->expected(1)->take_all();
    app->add_option("--case", cases, "only this case (may be repeated)")->type_name("NAME")->expected(1)->take_all();
  }
  static void add_json(CLI::App* app, bool& json) { app->add_flag("--json", json, "machine-readable output"); }
  void add_place(CLI::App* app) {
    app->add_option("--runs", place_.runs, "folder that holds the run folders (default ASSAY_RUNS, else runs)")->type_name("DIR");
    app->add_option("--run-dir", place_.run_dir, "the run folder itself")->type_name("DIR");
  }

  const Catalog& catalog() {
    host_ = std::make_unique<host::HostProcess>(host::HostSettings{});
    return host_->describe();
  }

  void add_run() {
    CLI::App* app = command("run", "run every trial of a spec that is not done yet, then print the result table");
    add_spec(app, run_.spec);
    add_profile(app, run_.profile);
    add_selection(app, run_.arms, run_.cases);
    add_overrides(app, run_.overrides);
    add_place(app);
    app->add_option("-j,--jobs", run_.jobs, "trials at a time; 0: cores divided by threads")->check(CLI::Range(0, 1024));
    app->add_option("--device", run_.device, "cpu, cuda or cuda:N");
    app->add_option("--executor", run_.executor, "local: here, now; slurm: submit to the cluster, as [slurm] of the spec says, and end")
        ->check(CLI::IsMember({"local", "slurm"}));
    app->add_flag("-q,--quiet", run_.quiet, "no progress");
    app->add_flag("--no-stage-cache", run_.no_stage_cache, "every trial computes its own stages, in the run folder");
    app->callback([this] {
      action_ = [this] {
        run_.place = place_;
        run_.command = command_;
        return app::run_run(run_, host::HostSettings{}, std::cout);
      };
    });
  }

  void add_work() {
    CLI::App* app = command("work", "run a part of what --executor slurm has submitted; job scripts call this");
    app->add_option("RUN", work_.run, "run folder")->required();
    app->add_option("--submission", work_.submission, "number of the submission")->required();
    app->add_option("--batch", work_.batch, "stages-LEVEL, trials or closing")->required();
    app->add_option("--element", work_.element, "number of the array element");
    app->callback([this] { action_ = [this] { return app::run_work(work_, host::HostSettings{}, std::cout); }; });
  }

  void add_check() {
    CLI::App* app = command("check", "check specs: everything that can be known without training");
    app->add_option("SPEC", check_.specs, "spec files (TOML)")->required();
    add_profile(app, check_.profile);
    add_overrides(app, check_.overrides);
    add_json(app, check_.json);
    app->callback([this] {
      action_ = [this] {
        check_.style.colour = wants_colour(stderr);
        const Catalog& plugins = catalog();
        const int status = app::run_check(check_, plugins, std::cout, std::cerr);
        return status != 0 ? status : app::run_construction_check(check_, plugins, *host_, std::cout, std::cerr);
      };
    });
  }

  void add_resolve() {
    CLI::App* app = command("resolve", "print every value of a spec with the place it comes from");
    add_spec(app, resolve_.spec);
    add_profile(app, resolve_.profile);
    add_overrides(app, resolve_.overrides);
    add_selection(app, resolve_.arms, resolve_.cases);
    add_json(app, resolve_.json);
    app->callback([this] { action_ = [this] { return app::run_resolve(resolve_, catalog(), std::cout); }; });
  }

  void add_plan() {
    CLI::App* app = command("plan", "print the trials of a spec and what of them is done, without running anything");
    add_spec(app, plan_.spec);
    add_profile(app, plan_.profile);
    add_selection(app, plan_.arms, plan_.cases);
    add_overrides(app, plan_.overrides);
    add_place(app);
    app->add_flag("--diff", plan_.diff, "print what differs between the arms instead");
    add_json(app, plan_.json);
    app->callback([this] {
      action_ = [this] {
        const Catalog& plugins = catalog();
        app::PlanSurroundings surroundings;
        surroundings.find_stages = [&](plan::Plan& plan) { app::find_stages(plan, plugins, *host_, "cpu", true); };
        surroundings.trial_status = [this](const plan::Plan& plan, const plan::Trial& trial) {
          return app::status_of_trial(app::run_folder(place_, plan), trial);
        };
        surroundings.stage_status = [this](const plan::Trial& stage) { return app::status_of_trial(app::cache_folder(place_), stage); };
        return app::run_plan(plan_, plugins, surroundings, std::cout);
      };
    });
  }

  void add_plugins() {
    CLI::App* app = command("plugins", "list every component that a spec can use");
    app->add_flag("--all", plugins_.all, "also the libraries that were refused, with the reasons");
    add_json(app, plugins_.json);
    app->callback([this] { action_ = [this] { return app::run_plugins(plugins_, catalog(), std::cout); }; });
  }

  void add_explain() {
    CLI::App* app = command("explain", "what a component or a table of the spec takes: explain latent.gaussian");
    app->add_option("TOPIC", explain_.topic, "KIND.NAME, KIND, or a table of the spec; nothing: what can be explained");
    add_json(app, explain_.json);
    app->callback([this] { action_ = [this] { return app::run_explain(explain_, catalog(), std::cout); }; });
  }

  void add_new() {
    CLI::App* app = command("new", "write the project of a new plugin, with a test, that builds outside this tree");
    app->add_option("KIND", new_.kind, "dataset, encoder, latent, loss, baseline or metric")->required();
    app->add_option("NAME", new_.name, "name of the plugin, in snake_case")->required();
    app->add_option("--dir", new_.folder, "where the plugin's folder is made")->type_name("DIR");
    app->callback([this] { action_ = [this] { return app::run_new(new_, std::cout); }; });
  }

  void add_table() {
    CLI::App* app = command("table", "the comparative table of a run");
    app->add_option("RUN", table_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    app->add_option("--format", table_.format, "text, markdown, latex (needs the package booktabs), csv or json");
    app->add_option("--metrics", table_.metrics, "metrics to show, separated by commas")->delimiter(',')->allow_extra_args(false);
    app->add_option("--show", table_.shown,
                    "of mean (with deviation; the default), median, best (an oracle: chosen with labels), n, separated by commas")
        ->delimiter(',')
        ->allow_extra_args(false);
    app->add_option("--rows", table_.rows,
                    "axes that tell lines apart, separated by commas: arm, case, seed or swept options (default: all but the columns' and seed)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("AXIS");
    app->add_option("--columns", table_.columns,
                    "axes that tell groups of columns apart, separated by commas (default: case); statistics run over axes named nowhere")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("AXIS");
    app->callback([this] { action_ = [this] { return app::run_table(table_, std::cout, std::cerr); }; });
  }

  void add_compare() {
    CLI::App* app = command("compare", "statistical tests between the arms of a run");
    app->add_option("RUN", compare_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    app->add_option("--metric", compare_.metric, "metric to compare (default: the first of the table)");
    app->add_option("--baseline", compare_.baseline, "compare every arm with this one (default: with every other)")->type_name("ARM");
    app->add_option("--alpha", compare_.alpha, "level of the tests; intervals have the confidence 1 - alpha");
    app->add_option("--diagram", compare_.diagram, "write the critical-difference diagram of the ranks to this file, .svg or .png")
        ->type_name("FILE");
    app->add_option("--format", compare_.format, "text, markdown, latex (needs the package booktabs), csv or json");
    app->callback([this] { action_ = [this] { return app::run_compare(compare_, std::cout, std::cerr); }; });
  }

  void add_figure() {
    CLI::App* app = command("figure", "draw the figures of a run, as SVG and PNG");
    app->add_option("RUN", figure_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    app->add_option("FIGURE", figure_.figure, "a kind (" + join(report::figure_kinds()) + "), or a [figure.NAME] of the spec; nothing: all of those");
    app->add_option("-o,--output", figure_.output, "file, .svg or .png (default: both, in the folder figures of the run)")->type_name("FILE");
    for (const char* axis : {"arm", "case", "seed", "trial"}) {
      const auto add_condition = [this, axis = std::string(axis)](const std::string& value) {
        add_figure_condition(fmt::format("{}={}", axis, value));
      };
      app->add_option_function<std::string>(std::string("--") + axis, add_condition, std::string("only trials of this ") + axis)->type_name("NAME");
    }
    const auto add_conditions = [this](const std::vector<std::string>& given) {
      for (const auto& one : given) add_figure_condition(one);
    };
    app->add_option_function<std::vector<std::string>>("--where", add_conditions, "only trials with this value (may be repeated)")
        ->type_name("AXIS=VALUE")
        ->expected(1)
        ->take_all();
    for (const auto& field : schema_of<FigureOptions>().fields) add_figure_field(app, field);
    app->callback([this] { action_ = [this] { return app::run_figure(figure_, host::HostSettings{}, std::cout); }; });
  }

  void add_report() {
    CLI::App* app = command("report", "write a run as one HTML file that opens anywhere: tables, curves, figures, every trial");
    app->add_option("RUN", report_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    app->add_option("-o,--output,--out", report_.output, "file (default: report.html in the run folder)")->type_name("FILE");
    app->callback([this] { action_ = [this] { return app::run_report(report_, host::HostSettings{}, std::cout, std::cerr); }; });
  }

  void add_figure_condition(const std::string& condition) {
    if (figure_.options.find("where") == nullptr) figure_.options["where"] = Value::Array{};
    figure_.options["where"].array().emplace_back(condition);
  }

  /// An option of FigureOptions under its name, with dashes for underscores.
  void add_figure_field(CLI::App* app, const FieldInfo& field) {
    if (field.key == "kind" || field.key == "where") return;
    std::string name = "--" + field.key;
    std::replace(name.begin(), name.end(), '_', '-');
    const auto put = [this, key = field.key](auto given) { figure_.options[key] = detail::to_value(given); };
    switch (field.type) {
      case FieldType::integer: app->add_option_function<std::int64_t>(name, put, field.help); break;
      case FieldType::integer_list: app->add_option_function<std::vector<std::int64_t>>(name, put, field.help)->delimiter(','); break;
      case FieldType::string_list: app->add_option_function<std::vector<std::string>>(name, put, field.help)->delimiter(','); break;
      default: {
        auto* option = app->add_option_function<std::string>(name, put, field.help);
        if (!field.choices.empty()) option->check(CLI::IsMember(field.choices));
      }
    }
  }

  void add_apply(const std::string& task, const std::string& summary) {
    CLI::App* app = command(task, summary);
    app->add_option("TRIAL", apply_.trial, "RUN/ID, the id or its beginning; or a trial file")->required();
    const std::string formats = task == "generate" ? ".h5, .npy, .png or .svg" : ".h5, .npy or .csv";
    app->add_option("-o,--output", apply_.output, "file: " + formats)->type_name("FILE");
    app->add_option("--device", apply_.request.device, "cpu, cuda or cuda:N");
    if (task == "generate") {
      app->add_option("--columns", apply_.request.columns, "draws of z")->check(CLI::Range(1, 10000));
      app->add_option("--seed", apply_.request.seed, "of the draws")->check(CLI::NonNegativeNumber);
    } else {
      app->add_option("--data", apply_.data_set, "another data set of equal width")->type_name("NAME");
      app->add_option("--set", apply_.set, "option of the data set: limit=1000 (may be repeated)")->type_name("KEY=VALUE")->expected(1)->take_all();
      app->add_option("--part", apply_.request.part, "samples: all, training or test")->check(CLI::IsMember({"all", "training", "test"}));
    }
    app->callback([this, task] {
      apply_.request.task = task;
      action_ = [this] { return app::run_apply(apply_, host::HostSettings{}, std::cout); };
    });
  }

  void add_export() {
    CLI::App* app = command("export", "the results of a run as flat data");
    app->add_option("RUN", export_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    app->add_option("--format", export_.format, "csv or json");
    app->add_flag("--series", export_.series, "the values of all series instead of one line per trial");
    app->callback([this] { action_ = [this] { return app::run_export(export_, std::cout, std::cerr); }; });
  }

  void add_status() {
    CLI::App* app = command("status", "how far a run is: what is done, failed, running and left to do");
    app->add_option("RUN", status_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    add_json(app, status_.json);
    app->callback([this] { action_ = [this] { return app::run_status(status_, std::cout); }; });
  }

  void add_cache() {
    CLI::App* app = command("cache", "the stages that trials of all studies share");
    app->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, auto action) {
      CLI::App* sub = app->add_subcommand(name, help);
      sub->add_option("--runs", place_.runs, "folder that holds the run folders (default ASSAY_RUNS, else runs)")->type_name("DIR");
      add_json(sub, cache_.json);
      sub->callback([this, action] { action_ = [this, action] { return action(app::cache_folder(place_), cache_, std::cout); }; });
      return sub;
    };
    add("list", "what the cache holds, longest unused first", app::run_cache_list);
    add("gc", "remove stages that have long not been used", app::run_cache_gc)
        ->add_option("--days", cache_.days, "keep what was used within so many days (default 30)")
        ->check(CLI::NonNegativeNumber);
    add("verify", "read every stage and report what is damaged", app::run_cache_verify);
  }

  void add_data() {
    CLI::App* app = command("data", "the data sets that are read from files: what is here, downloads, checksums");
    app->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, auto action) {
      CLI::App* sub = app->add_subcommand(name, help);
      sub->add_option("--manifest", data_.manifest, "another list of data sets than the one of this program")->type_name("FILE");
      sub->callback([this, action] { action_ = [this, action] { return action(data_, std::cout); }; });
      return sub;
    };
    CLI::App* list = add("list", "every data set, what of it is here (by names and sizes), how large it is, and its licence", app::run_data_list);
    list->add_option("NAME", data_.names, "data sets (default: all)");
    add_json(list, data_.json);
    CLI::App* fetch = add("fetch", "download data sets and check them; what is here and sound stays", app::run_data_fetch);
    fetch->add_option("NAME", data_.names, "data sets")->required();
    fetch->add_option("--to", data_.to, "data folder (default: the first of ASSAY_DATA)")->type_name("DIR");
    fetch->add_flag("--optional", data_.optional, "also the files that readers do without, such as the extra part of SVHN");
    fetch->add_flag("-q,--quiet", data_.quiet, "no progress");
    CLI::App* verify = add("verify", "hold what is here against the checksums", app::run_data_verify);
    verify->add_option("NAME", data_.names, "data sets (default: all that are here)");
    add_json(verify, data_.json);
  }

  void add_doctor() {
    CLI::App* app = command("doctor", "what this machine and installation are, and what is wrong with them");
    app->add_option("--runs", place_.runs, "folder that holds the run folders (default ASSAY_RUNS, else runs)")->type_name("DIR");
    add_json(app, doctor_.json);
    app->callback([this] {
      action_ = [this] {
        doctor_.runs = place_.runs.empty() ? app::runs_folder() : std::filesystem::path(place_.runs);
        doctor_.cache = app::cache_folder(place_).root;
        return app::run_doctor(doctor_, host::HostSettings{}, std::cout);
      };
    });
  }

  void add_completion() {
    CLI::App* app = command("completion", "a script that completes commands, options and names in a shell");
    app->add_option("SHELL", shell_, "bash, zsh or fish; topics: what those offer for explain")
        ->required()
        ->check(CLI::IsMember(completion_shells_and_topics()));
    app->callback([this] {
      action_ = [this] {
        std::cout << (shell_ == "topics" ? app::completion_topics() : app::completion_script(app::command_text(cli_), shell_));
        return 0;
      };
    });
  }

  /// "topics" lists what the scripts offer for `assay explain`.
  static std::vector<std::string> completion_shells_and_topics() {
    auto shells = app::completion_shells();
    shells.emplace_back("topics");
    return shells;
  }

  void add_manual() {
    CLI::App* app = command("manual", "manual pages: assay manual run | man -l -");
    app->add_option("COMMAND", manual_, "of which the page is printed: run, or data fetch (default: of the program)")->type_name("COMMAND");
    app->add_option("--write", manual_folder_, "write the pages of all commands into this folder instead")->type_name("DIR");
    app->callback([this] { action_ = [this] { return show_manual(); }; });
  }

  int show_manual() const {
    const auto pages = app::manual_pages(app::command_text(cli_));
    if (!manual_folder_.empty()) {
      app::write_manual(pages, manual_folder_);
      return 0;
    }
    std::string name = "assay";
    for (const auto& word : manual_) name += '-' + word;
    for (const auto& page : pages) {
      if (page.name != name) continue;
      std::cout << page.text;
      return 0;
    }
    throw SpecError(Diagnostic{
        "usage.unknown-command", fmt::format("there is no command '{}'", join(manual_, " ")), {}, {}, {"commands are: " + join(command_names())}});
  }

  void add_verify() {
    CLI::App* app = command("verify", "check the integrity of a run folder");
    app->add_option("RUN", verify_.run, "run folder, or study under ASSAY_RUNS (else runs)")->required();
    app->add_flag("--repair", verify_.repair, "remove leftovers of killed processes and rebuild the index");
    add_json(app, verify_.json);
    app->callback([this] { action_ = [this] { return app::run_verify(verify_, std::cout); }; });
  }

  void add_replay() {
    CLI::App* app = command("replay", "run a trial again from its own file and say whether it came out bit-identical");
    app->add_option("TRIAL", replay_.trial, "RUN/ID, the id or its beginning; or a trial file")->required();
    app->add_option("--run-dir", replay_.run_dir, "folder for the new run (default replay-ID under ASSAY_RUNS, else runs)")->type_name("DIR");
    app->add_option("--device", replay_.device, "another device than the trial's: cpu, cuda or cuda:N");
    app->add_flag("-q,--quiet", replay_.quiet, "no progress");
    app->callback([this] {
      action_ = [this] {
        replay_.command = command_;
        return app::run_replay(replay_, host::HostSettings{}, std::cout);
      };
    });
  }

  std::vector<std::string> command_names() const {
    std::vector<std::string> names{"help"};
    for (const auto* app : cli_.get_subcommands(nullptr)) names.push_back(app->get_name());
    return names;
  }

  int refuse_unknown_command(int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return 0;
    const auto names = command_names();
    if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return 0;
    Diagnostic diagnostic;
    diagnostic.code = "usage.unknown-command";
    diagnostic.message = fmt::format("there is no command '{}'", argv[1]);
    diagnostic.help = did_you_mean(argv[1], names);
    diagnostic.notes = {"commands are: " + join(names)};
    throw SpecError(std::move(diagnostic));
  }

  int help(const std::string& name) {
    for (const auto* app : cli_.get_subcommands(nullptr)) {
      if (app->get_name() == name) {
        std::cout << app->help();
        return 0;
      }
    }
    std::cout << cli_.help();
    return name.empty() ? 0 : usage_status;
  }

  CLI::App cli_{"assay: experiments in deep clustering and semi-supervised generative models", "assay"};
  std::string command_;
  std::function<int()> action_;
  std::unique_ptr<host::HostProcess> host_;
  app::RunPlace place_;
  app::RunArguments run_;
  app::CheckArguments check_;
  app::ResolveArguments resolve_;
  app::PlanArguments plan_;
  app::CacheArguments cache_;
  app::DataArguments data_;
  app::DoctorArguments doctor_;
  std::string shell_;
  std::vector<std::string> manual_;
  std::filesystem::path manual_folder_;
  app::PluginsArguments plugins_;
  app::ExplainArguments explain_;
  app::NewArguments new_;
  app::TableArguments table_;
  app::CompareArguments compare_;
  app::FigureArguments figure_;
  app::ReportArguments report_;
  app::ApplyArguments apply_;
  app::ExportArguments export_;
  app::VerifyArguments verify_;
  app::ReplayArguments replay_;
  app::StatusArguments status_;
  app::WorkArguments work_;
};

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return CommandLine(argc, argv).run(argc, argv);
  } catch (const Error& error) {
    std::cout.flush();
    std::fputs(render(error, line_of_file, {wants_colour(stderr)}).c_str(), stderr);
    return exit_status(error.category());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s [internal.exception]\n", error.what());
    return exit_status(ErrorCategory::internal);
  }
}
