#pragma once

#include <string>
#include <vector>

#include "app/commands/command_text.hpp"

namespace assay::app {

/// The shells that `completion_script` knows.
const std::vector<std::string>& completion_shells();

/// `assay completion SHELL`: a script that completes commands, options and their values, spec files, run folders, data sets and what can be
/// explained. Throws SpecError "usage.unknown-shell".
std::string completion_script(const CommandText& program, const std::string& shell);

/// What `assay explain` may be asked for as far as file names tell, a line each: kinds, tables of the spec, plugins. Starts no process.
std::string completion_topics();

}  // namespace assay::app
