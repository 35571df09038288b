#pragma once

#include <string>

#include "report/comparison/comparison.hpp"
#include "report/table_format.hpp"

namespace assay::report {

/// The comparison in that format, ending with a line end. Text, Markdown and LaTeX: a table per case, one of the ranks, then what the columns
/// mean and the warnings; metrics that tables show as percent are in percent. CSV: a line per case and pair. JSON: everything; CSV and JSON hold
/// the numbers as they are stored, and empty fields or null for what is unknown.
std::string format_comparison(const Comparison& comparison, TableFormat format);

}  // namespace assay::report
