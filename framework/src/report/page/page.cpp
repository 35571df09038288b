#include "report/page/page.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/version.hpp"
#include "report/axes.hpp"
#include "report/metric_names.hpp"
#include "report/page/curves.hpp"
#include "report/page/html.hpp"
#include "report/page/page_files.hpp"
#include "report/page/sheet_html.hpp"
#include "report/page/summary.hpp"
#include "report/page/trial_section.hpp"
#include "report/readable_table.hpp"

namespace assay::report {
namespace {

/// The sections of the page, and the list that leads to them.
class Sections {
 public:
  /// Nothing when there is no content.
  void add(const std::string& id, const std::string& heading, const std::string& html) {
    if (html.empty()) return;
    navigation_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, heading);
    content_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\" tabindex=\"-1\">{1}</h2>\n{2}</section>\n", id, heading, html);
  }
  [[nodiscard]] const std::string& navigation() const { return navigation_; }
  [[nodiscard]] const std::string& content() const { return content_; }

 private:
  std::string navigation_;
  std::string content_;
};

Sheet titled(Sheet sheet, std::string title) {
  sheet.title = std::move(title);
  return sheet;
}

/// The table as `assay table` prints it; with all metrics, medians and bests in a second one, folded up.
std::string results_html(const record::RunView& run) {
  const auto table = make_result_table(run);
  const std::string more =
      sheet_html(titled(make_sheet(make_result_table(run, {measured_metrics(run), {}, {}}), {Shown::mean, Shown::median, Shown::best, Shown::count}),
                        "Every metric, with median, best and number of trials"),
                 "metric-table");
  return sheet_html(titled(make_sheet(table, {Shown::mean}), "Final metrics by setting"), "result-table") +
         "<details><summary><h3>Every metric</h3> <span class=\"brief\">with median, best and number of trials</span></summary>\n" + more +
         "</details>\n";
}

/// What a kind of figure shows, for those who cannot see it.
std::string kind_text(const std::string& kind) {
  static const std::map<std::string, std::string> texts{
      {"curves", "metrics against the epoch, mean and deviation over the seeds"},
      {"sweep", "final metrics against swept options"},
      {"embedding", "features of the samples in the plane"},
      {"generation", "generated images, a row per category"},
      {"style", "test images and their style in every category"},
      {"confusion", "samples per cluster and class"},
      {"health", "series of the training that are no metrics, against the epoch"},
      {"critical_difference", "mean ranks of the arms with the critical difference"},
  };
  const auto found = texts.find(kind);
  return found == texts.end() ? kind : found->second;
}

std::string figure_html(const PageFigure& figure) {
  const std::string caption =
      fmt::format("<figcaption><strong>{}</strong>: {}</figcaption>", html_text(figure.name), html_text(kind_text(figure.kind)));
  if (figure.image.empty()) return fmt::format("<figure>{}<p class=\"notice\">Not drawn: {}</p></figure>\n", caption, html_text(figure.problem));
  return fmt::format("<figure><img src=\"{}\" alt=\"{}: {}\">{}</figure>\n", figure.image, html_text(figure.name), html_text(kind_text(figure.kind)),
                     caption);
}

std::string figures_html(const std::vector<PageFigure>& figures) {
  std::string html;
  for (const auto& figure : figures) html += figure_html(figure);
  return html.empty() ? html : "<div class=\"figures\">\n" + html + "</div>\n";
}

std::string curves_html(const Value& curves) {
  if (curves.table().empty()) return {};
  return "<noscript><p class=\"notice\">The curves are drawn by a script, which this viewer does not run.</p></noscript>\n"
         "<p class=\"script-only\">Mean over the seeds; the band is one sample standard deviation to both sides. Point at a curve, or focus it and "
         "use the "
         "arrow keys, to read its values.</p>\n<div id=\"curves\"></div>\n";
}

std::string trials_html(const record::RunView& run, const std::vector<PageTrial>& trials, SharedBlocks& specs, SharedBlocks& environments) {
  const auto metrics = choose_metrics(run, {});
  std::string html = trial_table(run, trials) +
                     "<p class=\"tools script-only\"><button type=\"button\" data-open=\"trial-list\">Open all</button> "
                     "<button type=\"button\" data-close=\"trial-list\">Close all</button></p>\n<div id=\"trial-list\">\n";
  for (const auto& trial : trials) html += trial_section(trial, metrics, specs, environments);
  return html + "</div>\n";
}

Sections make_sections(const record::RunView& run, const std::vector<PageTrial>& trials, const Value& curves,
                       const std::vector<PageFigure>& figures) {
  SharedBlocks specs("spec", "Spec");
  SharedBlocks environments("environment", "Environment");
  const std::string trial_list = trials_html(run, trials, specs, environments);
  Sections sections;
  sections.add("summary", "Summary", summary_html(run, trials));
  sections.add("failures", "Failures", failure_table(trials));
  sections.add("results", "Results", results_html(run));
  sections.add("curves-heading", "Curves", curves_html(curves));
  sections.add("figures", "Figures", figures_html(figures));
  sections.add("trials", "Trials", trial_list);
  sections.add("specs", "Specs", specs.html());
  sections.add("environments", "Environments", environments.html());
  return sections;
}

}  // namespace

std::string make_page(const record::RunView& run, const std::vector<PageTrial>& trials, const std::vector<PageFigure>& figures) {
  if (run.count("pending") == run.trials.size()) {
    throw DataError(Diagnostic{"report.no-trials", "no trial of this run has ended", {}, "'assay status' says how far it is", {}});
  }
  const Value curves = curves_value(run, trials);
  const Sections sections = make_sections(run, trials, curves, figures);
  return fill_places(page_html, {{"title", html_text(run_title(run.manifest))},
                                 {"version", html_text(version())},
                                 {"style", std::string(page_css)},
                                 {"style_source", policy_source(page_css)},
                                 {"script", std::string(page_js)},
                                 {"script_source", policy_source(page_js)},
                                 {"navigation", sections.navigation()},
                                 {"content", sections.content()},
                                 {"data", script_json(curves)}});
}

}  // namespace assay::report
