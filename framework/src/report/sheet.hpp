#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::report {

/// A table of texts, ready for any format that people read.
struct Sheet {
  using Line = std::vector<std::string>;

  std::string title;
  Line groups;  ///< above the heading: the name of a group over its first column, empty over the others
  Line heading;
  std::vector<Line> lines;
  std::size_t labels = 1;          ///< leading columns that say what a line is; the others hold numbers
  std::vector<std::string> notes;  ///< below the table; one that begins with two spaces belongs to the one before
};

/// Whether a note belongs to the one before.
bool is_item(const std::string& note);

/// For a terminal.
std::string sheet_text(const Sheet& sheet);
/// A table of Markdown, which has one heading: the group stands before each of its columns.
std::string sheet_markdown(const Sheet& sheet);
/// A floating table of LaTeX, with the package booktabs.
std::string sheet_latex(const Sheet& sheet);

/// UTF-8 text as LaTeX prints it: its special characters escaped, the signs ± − · α χ ² ≤ as mathematics.
std::string latex_text(const std::string& text);

}  // namespace assay::report
