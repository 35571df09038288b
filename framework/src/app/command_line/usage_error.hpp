#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "assay/core/error.hpp"

namespace assay::app {

/// "usage.unknown-command", of the words after the program or a command that has the commands `names`.
SpecError unknown_command(const std::string& name, const std::vector<std::string>& names);

/// What is wrong with the words that `program` failed to parse, with the option that was probably meant: "usage.unknown-option",
/// "usage.unexpected-argument", "usage.missing-argument", "usage.missing-command" or "usage.bad-value".
SpecError usage_error(const CLI::App& program, const CLI::ParseError& error);

}  // namespace assay::app
