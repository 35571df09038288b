#pragma once

#include <ostream>
#include <string>

namespace assay::app {

struct CompareArguments {
  std::string run;              ///< run folder, or study under runs/
  std::string metric;           ///< empty: the first of the table
  std::string baseline;         ///< empty: every arm against every other
  double alpha = 0.05;          ///< level of tests and intervals
  std::string format = "text";  ///< text, markdown, latex, csv or json
  std::string diagram;          ///< SVG file for the critical-difference diagram; empty: none
};

/// `assay compare RUN`: statistical tests between the arms on `out`, and warnings on `err` where the format has no room for them. Returns 0.
/// Throws DataError "run.no-plan", "compare.too-few-arms", "compare.no-ranks" (a diagram was asked for but there are no ranks), TrialError
/// "record.write-failed", and SpecError "table.unknown-metric", "table.unknown-format", "compare.unknown-baseline",
/// "compare.bad-alpha".
int run_compare(const CompareArguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace assay::app
