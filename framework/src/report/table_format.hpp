#pragma once

#include <string>

#include "report/result_table.hpp"

namespace assay::report {

enum class TableFormat { text, markdown, csv, json };

/// "text", "markdown", "csv" or "json"; throws SpecError "table.unknown-format".
TableFormat parse_table_format(const std::string& name);

/// The table in that format, ending with a line end. Text and markdown have a line per arm and swept
/// values with a group of columns per case, show percent with two decimals and "-" for what is unknown; csv and json have a line per case too and
/// hold the numbers as they are stored (fractions), published figures likewise, and empty fields or null for what is unknown.
std::string format_table(const ResultTable& table, TableFormat format);

}  // namespace assay::report
