#include "app/command_line/options.hpp"

#include <CLI/CLI.hpp>

namespace assay::app {

void add_spec(CLI::App& app, std::string& spec) { app.add_option("SPEC", spec, "spec file (TOML)")->required(); }

void add_profile(CLI::App& app, std::string& profile) {
  app.add_option("--profile", profile, "apply [profile.NAME] of the spec; smoke: [test] smoke")->type_name("NAME");
}

void add_selection(CLI::App& app, std::vector<std::string>& arms, std::vector<std::string>& cases) {
  app.add_option("--arm", arms, "only this arm (may be repeated)")->type_name("NAME")->expected(1)->take_all();
  app.add_option("--case", cases, "only this case (may be repeated)")->type_name("NAME")->expected(1)->take_all();
}

void add_overrides(CLI::App& app, std::vector<std::string>& overrides) {
  app.add_option("--set", overrides, "replace a value: train.epochs=5 (may be repeated)")->type_name("PATH=VALUE")->expected(1)->take_all();
}

void add_run_folder(CLI::App& app, std::string& run) { app.add_option("RUN", run, "run folder, or study under ASSAY_RUNS (else runs)")->required(); }

void add_runs(CLI::App& app, RunPlace& place) {
  app.add_option("--runs", place.runs, "folder that holds the run folders (default ASSAY_RUNS, else runs)")->type_name("DIR");
}

void add_place(CLI::App& app, RunPlace& place) {
  add_runs(app, place);
  app.add_option("--run-dir", place.run_dir, "the run folder itself")->type_name("DIR");
}

void add_json(CLI::App& app, bool& json) { app.add_flag("--json", json, "machine-readable output"); }

}  // namespace assay::app
