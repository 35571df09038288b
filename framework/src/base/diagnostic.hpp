#pragma once

#include <functional>
#include <optional>
#include <string>

#include "assay/abi/export.hpp"
#include "assay/core/error.hpp"

namespace assay {

/// Gives line `line` (from 1) of `file` for the excerpt under a message, or nothing when it is not at hand.
using LineSource = std::function<std::optional<std::string>(const std::string& file, int line)>;

struct RenderStyle {
  bool colour = false;
};

/// One diagnostic as the terminal shows it:
///   file:line:col: error: sentence [code]
///       9 | dims = 10
///         | ^^^^
///     help: …
///     note: …
ASSAY_EXPORT std::string render(const Diagnostic& diagnostic, const LineSource& lines, RenderStyle style = {});

/// All diagnostics of an error, separated by empty lines; shows at most 20 and counts the rest.
ASSAY_EXPORT std::string render(const Error& error, const LineSource& lines, RenderStyle style = {});

/// Reads lines from the file system.
ASSAY_EXPORT std::optional<std::string> line_of_file(const std::string& file, int line);

/// Exit status of the program for an error of that category: 1, 2, 3, 4 or 70.
ASSAY_EXPORT int exit_status(ErrorCategory category);

}  // namespace assay
