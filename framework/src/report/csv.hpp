#pragma once

#include <string>
#include <vector>

namespace assay::report {

/// One line of comma-separated values after RFC 4180 with "\n" as line end: fields with commas, quotes or line ends are quoted.
std::string csv_line(const std::vector<std::string>& fields);
/// Shortest text that reads back to the same number; empty for NaN.
std::string csv_number(double number);

}  // namespace assay::report
