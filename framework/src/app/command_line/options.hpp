#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "app/commands/run.hpp"

/// Options that several commands have, with the same words for all.

namespace assay::app {

void add_spec(CLI::App& app, std::string& spec);
void add_profile(CLI::App& app, std::string& profile);
/// --arm and --case.
void add_selection(CLI::App& app, std::vector<std::string>& arms, std::vector<std::string>& cases);
/// --set of a spec's values.
void add_overrides(CLI::App& app, std::vector<std::string>& overrides);
/// The run folder or study whose results are wanted.
void add_run_folder(CLI::App& app, std::string& run);
/// --runs.
void add_runs(CLI::App& app, RunPlace& place);
/// --runs and --run-dir.
void add_place(CLI::App& app, RunPlace& place);
void add_json(CLI::App& app, bool& json);

}  // namespace assay::app
