#include <doctest/doctest.h>

#include "report/page/sheet_html.hpp"
#include "support/text.hpp"
#include "support/xml.hpp"

using namespace assay::report;

namespace {

Sheet small_sheet() {
  Sheet sheet;
  sheet.title = "A <title>";
  sheet.groups = {"", "", "mnist", "", "usps"};
  sheet.heading = {"arm", "trials", "ACC (%)", "published", "ACC (%)"};
  sheet.lines = {{"a & b", "3 of 3", "88.28 ± 9.74", "85.75", "-"}, {"c", "2 of 3", "1.00 ± 0.10", "-", "2.00 ± 0.20"}};
  sheet.labels = 1;
  sheet.notes = {"failed: 1", "  belongs to it", "[1] from labels"};
  return sheet;
}

}  // namespace

TEST_CASE("a table has a caption, and headings that say what they are about") {
  const std::string html = sheet_html(small_sheet(), "results", {{"trial-1", ""}, {"", "failed"}});
  CHECK(test_support::contains(html, "<caption id=\"results-caption\">A &lt;title&gt;</caption>"));
  CHECK(test_support::contains(
      html, "<tr><td colspan=\"2\"></td><th scope=\"colgroup\" colspan=\"2\">mnist</th><th scope=\"colgroup\" colspan=\"1\">usps</th></tr>"));
  CHECK(test_support::contains(html, "<tr><th scope=\"col\">arm</th><th scope=\"col\" class=\"number\">trials</th>"));
  CHECK(test_support::contains(html, "<tr><th scope=\"row\"><a href=\"#trial-1\">a &amp; b</a></th><td class=\"number\">3 of 3</td>"));
  CHECK(test_support::contains(html, "<tr class=\"failed\"><th scope=\"row\">c</th>"));
  CHECK_FALSE(test_support::contains(html, "data-filters"));
}

TEST_CASE("a long table can be filtered") {
  Sheet sheet = small_sheet();
  sheet.lines.resize(6, sheet.lines.front());
  CHECK(test_support::contains(sheet_html(sheet, "results"), "<input type=\"search\" data-filters=\"results\">"));
}

TEST_CASE("notes stand below a table, but for those that belong to others") {
  const std::string html = sheet_html(small_sheet(), "results");
  CHECK(test_support::contains(html, "<ul class=\"notes\"><li>failed: 1</li><li>[1] from labels</li></ul>"));
  CHECK_FALSE(test_support::contains(html, "belongs to it"));
}

TEST_CASE("a table without groups and notes has neither") {
  Sheet sheet = small_sheet();
  sheet.groups.assign(sheet.heading.size(), "");
  sheet.notes.clear();
  const std::string html = sheet_html(sheet, "results");
  CHECK_FALSE(test_support::contains(html, "colgroup"));
  CHECK_FALSE(test_support::contains(html, "<ul"));
  const auto table = html.find("<table");
  CHECK(test_support::is_well_formed_xml(html.substr(table, html.find("</table>") + 8 - table)));
}
