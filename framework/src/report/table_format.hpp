#pragma once

#include <string>
#include <vector>

#include "report/readable_table.hpp"
#include "report/result_table.hpp"

namespace assay::report {

enum class TableFormat { text, markdown, latex, csv, json };

/// "text", "markdown", "latex", "csv" or "json"; throws SpecError "table.unknown-format".
TableFormat parse_table_format(const std::string& name);

/// The table in that format, ending with a line end. Text, Markdown and LaTeX show what is `shown`, percent with two decimals and "-" for what
/// is unknown. CSV and JSON have a line per row of the table with all statistics, as they are stored (fractions), published figures likewise,
/// and empty fields or null for what is unknown.
std::string format_table(const ResultTable& table, TableFormat format, const std::vector<Shown>& shown = {Shown::mean});

}  // namespace assay::report
