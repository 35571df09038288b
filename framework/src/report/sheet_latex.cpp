#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "report/sheet.hpp"

namespace assay::report {
namespace {

using Line = Sheet::Line;

/// What LaTeX reads as a command or a sign, and what prints it. A bracket after the end of a line would be an argument.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> signs = {{
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"$", "\\$"},
    {"&", "\\&"},
    {"#", "\\#"},
    {"%", "\\%"},
    {"_", "\\_"},
    {"~", "\\textasciitilde{}"},
    {"^", "\\textasciicircum{}"},
    {"<", "\\textless{}"},
    {">", "\\textgreater{}"},
    {"|", "\\textbar{}"},
    {"[", "{[}"},
    {"]", "{]}"},
    {"±", "$\\pm$"},
    {"−", "$-$"},
    {"·", "$\\cdot$"},
    {"α", "$\\alpha$"},
    {"χ", "$\\chi$"},
    {"²", "$^2$"},
    {"≤", "$\\le$"},
}};

/// A hyphen before a digit that does not follow a letter or digit is a minus.
bool is_minus(const std::string& text, std::size_t at) {
  const auto part_of_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const bool before_digit = at + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0;
  return text[at] == '-' && before_digit && (at == 0 || !part_of_word(text[at - 1]));
}

/// Cells in a line of a tabular; a lone hyphen, which stands for what is unknown, becomes a dash.
std::string tabular_line(const Line& cells) {
  std::string text = "    ";
  for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : " & ") + (cells[i] == "-" ? "--" : latex_text(cells[i]));
  return text + " \\\\\n";
}

/// The line of groups over their columns, each with a rule of its own; empty without groups.
std::string group_lines(const Line& groups) {
  std::string cells = "    ";
  std::string rules;
  for (std::size_t begin = 0; begin < groups.size();) {
    std::size_t end = begin + 1;
    while (end < groups.size() && groups[end].empty() && !groups[begin].empty()) ++end;
    if (begin > 0) cells += " & ";
    if (!groups[begin].empty()) {
      cells += fmt::format("\\multicolumn{{{}}}{{c}}{{{}}}", end - begin, latex_text(groups[begin]));
      rules += fmt::format("\\cmidrule(lr){{{}-{}}}", begin + 1, end);
    }
    begin = end;
  }
  return rules.empty() ? "" : cells + " \\\\\n    " + rules + '\n';
}

std::string note_lines(const std::vector<std::string>& notes) {
  std::string text = notes.empty() ? "" : "\n  \\smallskip\\footnotesize\n";
  for (const auto& note : notes) {
    text += "  " + (is_item(note) ? "\\quad " + latex_text(note.substr(2)) : latex_text(note)) + "\\par\n";
  }
  return text;
}

}  // namespace

std::string latex_text(const std::string& text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size();) {
    std::string_view printed(text.data() + i, 1);
    std::size_t read = 1;
    for (const auto& sign : signs) {
      if (text.compare(i, sign.first.size(), sign.first) != 0) continue;
      printed = sign.second;
      read = sign.first.size();
    }
    escaped += is_minus(text, i) ? "$-$" : printed;
    i += read;
  }
  return escaped;
}

std::string sheet_latex(const Sheet& sheet) {
  const std::string alignment = std::string(sheet.labels, 'l') + std::string(sheet.heading.size() - sheet.labels, 'r');
  std::string text =
      "\\begin{table}\n  \\centering\n  \\caption{" + latex_text(sheet.title) + "}\n  \\begin{tabular}{" + alignment + "}\n    \\toprule\n";
  text += group_lines(sheet.groups) + tabular_line(sheet.heading) + "    \\midrule\n";
  for (const auto& line : sheet.lines) text += tabular_line(line);
  return text + "    \\bottomrule\n  \\end{tabular}\n" + note_lines(sheet.notes) + "\\end{table}\n";
}

}  // namespace assay::report
