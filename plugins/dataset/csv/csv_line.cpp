#include "csv_line.hpp"

#include "common/text_lines.hpp"

namespace csv {
namespace {

/// Reads a quoted cell from its opening quote on; `at` ends behind the closing one.
bool read_quoted(std::string_view line, std::size_t& at, std::string& cell) {
  for (++at; at < line.size(); ++at) {
    if (line[at] != '"') {
      cell += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      cell += '"';
      ++at;
    } else {
      ++at;
      return true;
    }
  }
  return false;
}

std::size_t skip_blanks(std::string_view line, std::size_t at, char separator) {
  while (at < line.size() && (line[at] == ' ' || (line[at] == '\t' && separator != '\t'))) ++at;
  return at;
}

}  // namespace

bool split_line(std::string_view line, char separator, std::vector<std::string>& cells) {
  cells.clear();
  if (separator == ' ') line = datasets::trimmed(line);
  for (std::size_t at = 0;;) {
    std::string cell;
    at = skip_blanks(line, at, separator);
    if (at < line.size() && line[at] == '"') {
      if (!read_quoted(line, at, cell)) return false;
      if (separator != ' ') at = skip_blanks(line, at, separator);
      if (at < line.size() && line[at] != separator) return false;
    } else {
      const auto end = std::min(line.find(separator, at), line.size());
      cell = datasets::trimmed(line.substr(at, end - at));
      at = end;
    }
    cells.push_back(std::move(cell));
    if (at >= line.size()) return true;
    ++at;
  }
}

}  // namespace csv
