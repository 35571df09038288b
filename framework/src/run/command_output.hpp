#pragma once

#include <string>
#include <vector>

namespace assay::run {

/// What a program said.
struct CommandOutput {
  bool found = false;  ///< whether there is such a program in PATH
  int status = -1;     ///< exit status; -1 when a signal ended it
  std::string out;
  std::string err;
};

/// Runs `command` to its end, with nothing to read.
CommandOutput output_of(const std::vector<std::string>& command);

}  // namespace assay::run
