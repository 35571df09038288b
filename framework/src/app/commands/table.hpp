#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace assay::app {

struct TableArguments {
  std::string run;                        ///< run folder, or study under runs/
  std::string format = "text";            ///< text, markdown, latex, csv or json
  std::vector<std::string> metrics;       ///< empty: those of the spec, else all
  std::vector<std::string> shown = {};    ///< of mean, median, best, n; empty: mean
  std::vector<std::string> rows = {};     ///< axes of the rows and …
  std::vector<std::string> columns = {};  ///< … of the columns; empty: see report::TableRequest
};

/// `assay table RUN`: the comparative table on `out`. Returns 0, or 1 when no trial is done yet (said on `err`).
/// Throws DataError "run.no-plan" and SpecError "table.unknown-metric", "table.unknown-format", "table.unknown-show", "table.unknown-axis",
/// "table.repeated-axis".
int run_table(const TableArguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace assay::app
