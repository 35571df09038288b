#pragma once

#include <CLI/App.hpp>

#include "app/commands/command_text.hpp"

namespace assay::app {

/// What the declarations of a command line tell its users, hidden commands left out: for completion and manual pages.
CommandText command_text(const CLI::App& app);

}  // namespace assay::app
