#pragma once

#include <ostream>
#include <string>

namespace assay::app {

struct ExportArguments {
  std::string run;             ///< run folder, or study under runs/
  std::string format = "csv";  ///< csv or json
  bool series = false;         ///< the values of all series instead of one line per trial
};

/// `assay export RUN [--format csv|json] [--series]`: flat data on `out`, warnings on `err`. Returns 0.
/// Throws DataError "run.no-plan" and SpecError "export.unknown-format".
int run_export(const ExportArguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace assay::app
