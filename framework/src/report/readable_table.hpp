#pragma once

#include <string>
#include <vector>

#include "report/result_table.hpp"
#include "report/sheet.hpp"

namespace assay::report {

/// What is shown of the trials of a cell.
enum class Shown {
  mean,  ///< with the sample standard deviation
  median,
  best,  ///< marked as an oracle
  count  ///< of numbers
};

/// "mean", "median", "best" or "n"; throws SpecError "table.unknown-show".
Shown parse_shown(const std::string& name);

/// The table as texts: a line per combination of the row axes, a group of columns per combination of the column axes, and in it for each
/// metric what is `shown` and the published figure where there is one.
Sheet make_sheet(const ResultTable& table, const std::vector<Shown>& shown);

}  // namespace assay::report
