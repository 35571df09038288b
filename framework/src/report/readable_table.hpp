#pragma once

#include <string>

#include "report/result_table.hpp"

namespace assay::report {

/// The table for a terminal: one line per arm and swept values, one group of columns per case.
std::string format_text(const ResultTable& table);
/// The same as a table of Markdown, which has one heading: the case stands before the metric.
std::string format_markdown(const ResultTable& table);

}  // namespace assay::report
