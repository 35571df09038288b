#pragma once

#include <CLI/App.hpp>

#include "assay/core/error.hpp"

namespace assay::app {

/// What is wrong with the words that `program` failed to parse, with the option that was probably meant: "usage.unknown-option",
/// "usage.unexpected-argument", "usage.missing-argument", "usage.missing-command" or "usage.bad-value".
SpecError usage_error(const CLI::App& program, const CLI::ParseError& error);

}  // namespace assay::app
