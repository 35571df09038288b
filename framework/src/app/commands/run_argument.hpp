#pragma once

#include <string>

#include "record/run_folder.hpp"

namespace assay::app {

/// The run folder that `argument` names: a path, or the name of a study under ASSAY_RUNS, else runs. Throws DataError "run.no-plan".
record::RunFolder find_run(const std::string& argument);

}  // namespace assay::app
