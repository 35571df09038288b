#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace csv {

/// The cells of one line: blanks around a cell do not count, quotes protect separators, and "" inside quotes is one quote.
/// With a blank as separator any number of them separates. Returns false when a quote is not closed or text follows it.
bool split_line(std::string_view line, char separator, std::vector<std::string>& cells);

}  // namespace csv
