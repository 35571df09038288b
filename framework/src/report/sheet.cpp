#include "report/sheet.hpp"

#include <algorithm>

#include "report/text_width.hpp"

namespace assay::report {
namespace {

using Line = Sheet::Line;

bool has_groups(const Sheet& sheet) {
  return std::any_of(sheet.groups.begin(), sheet.groups.end(), [](const std::string& group) { return !group.empty(); });
}

std::vector<std::size_t> column_widths(const Sheet& sheet) {
  std::vector<std::size_t> widths(sheet.heading.size(), 0);
  const auto widen = [&](const Line& line) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], text_width(line[i]));
  };
  widen(sheet.groups);
  widen(sheet.heading);
  for (const auto& line : sheet.lines) widen(line);
  return widths;
}

std::string padded(const Line& line, const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < widths.size(); ++i) text += (i == 0 ? "" : "  ") + pad_right(line[i], widths[i]);
  return text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
}

std::string markdown_line(const Line& line) {
  std::string text = "|";
  for (const auto& cell : line) {
    std::string escaped;
    for (const char c : cell) escaped += c == '|' ? "\\|" : std::string(1, c);
    text += ' ' + escaped + " |";
  }
  return text + '\n';
}

}  // namespace

bool is_item(const std::string& note) { return note.compare(0, 2, "  ") == 0; }

std::string sheet_text(const Sheet& sheet) {
  const auto widths = column_widths(sheet);
  Line rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  std::string text = sheet.title + "\n\n";
  if (has_groups(sheet)) text += padded(sheet.groups, widths);
  text += padded(sheet.heading, widths) + padded(rule, widths);
  for (const auto& line : sheet.lines) text += padded(line, widths);
  if (!sheet.notes.empty()) text += '\n';
  for (const auto& note : sheet.notes) text += note + '\n';
  return text;
}

std::string sheet_markdown(const Sheet& sheet) {
  Line heading = sheet.heading;
  std::string group;
  for (std::size_t i = 0; i < sheet.groups.size(); ++i) {
    if (!sheet.groups[i].empty()) group = sheet.groups[i] + ' ';
    heading[i] = group + heading[i];
  }
  std::string text = "**" + sheet.title + "**\n\n" + markdown_line(heading) + markdown_line(Line(heading.size(), "---"));
  for (const auto& line : sheet.lines) text += markdown_line(line);
  if (!sheet.notes.empty()) text += '\n';
  for (const auto& note : sheet.notes) text += (is_item(note) ? "  - " + note.substr(2) : "- " + note) + '\n';
  return text;
}

}  // namespace assay::report
