#include "report/page/sheet_html.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/page/html.hpp"

namespace assay::report {
namespace {

constexpr std::size_t most_lines_at_a_glance = 5;

std::string filter_html(const std::string& id) {
  return fmt::format("<p class=\"tools script-only\"><label>Filter <input type=\"search\" data-filters=\"{}\"></label> <output></output></p>\n",
                     html_text(id));
}

/// The line above the heading; empty when no group has a name.
std::string group_row(const Sheet& sheet) {
  const auto& groups = sheet.groups;
  const auto named = [](const std::string& group) { return !group.empty(); };
  auto next = std::find_if(groups.begin(), groups.end(), named);
  if (next == groups.end()) return {};
  std::string row = fmt::format("<tr><td colspan=\"{}\"></td>", next - groups.begin());
  while (next != groups.end()) {
    const auto first = next;
    next = std::find_if(first + 1, groups.end(), named);
    row += fmt::format(R"(<th scope="colgroup" colspan="{}">{}</th>)", next - first, html_text(*first));
  }
  return row + "</tr>\n";
}

const char* class_of(const Sheet& sheet, std::size_t column) { return column < sheet.labels ? "" : " class=\"number\""; }

std::string heading_row(const Sheet& sheet) {
  std::string row = "<tr>";
  for (std::size_t i = 0; i < sheet.heading.size(); ++i) {
    row += fmt::format("<th scope=\"col\"{}>{}</th>", class_of(sheet, i), html_text(sheet.heading[i]));
  }
  return row + "</tr>\n";
}

std::string body_row(const Sheet& sheet, const Sheet::Line& line, const LineMarkup& markup) {
  std::string row = markup.state.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", html_text(markup.state));
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string text = html_text(line[i]);
    if (i == 0 && !markup.target.empty()) text = fmt::format("<a href=\"#{}\">{}</a>", html_text(markup.target), text);
    row += i == 0 ? "<th scope=\"row\">" + text + "</th>" : fmt::format("<td{}>{}</td>", class_of(sheet, i), text);
  }
  return row + "</tr>\n";
}

std::string note_list(const Sheet& sheet) {
  std::string items;
  for (const auto& note : sheet.notes) items += is_item(note) ? "" : "<li>" + html_text(note) + "</li>";
  return items.empty() ? items : "<ul class=\"notes\">" + items + "</ul>\n";
}

}  // namespace

std::string sheet_html(const Sheet& sheet, const std::string& id, const std::vector<LineMarkup>& lines) {
  std::string html = sheet.lines.size() > most_lines_at_a_glance ? filter_html(id) : std::string();
  html += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{0}-caption\">\n"
      "<table id=\"{0}\" class=\"sortable\">\n<caption id=\"{0}-caption\">{1}</caption>\n<thead>\n",
      html_text(id), html_text(sheet.title));
  html += group_row(sheet) + heading_row(sheet) + "</thead>\n<tbody>\n";
  for (std::size_t i = 0; i < sheet.lines.size(); ++i) html += body_row(sheet, sheet.lines[i], i < lines.size() ? lines[i] : LineMarkup{});
  return html + "</tbody>\n</table>\n</div>\n" + note_list(sheet);
}

}  // namespace assay::report
