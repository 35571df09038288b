#include "report/comparison/comparison_sheets.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/metric_names.hpp"

namespace assay::report {
namespace {

std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : fmt::format("{:.4f}", p); }
/// As an equation in a sentence.
std::string p_equation(double p) { return p < 1e-4 ? "p " + p_text(p) : "p = " + p_text(p); }
std::string effect_text(double effect) {
  if (std::isnan(effect)) return "-";
  return fmt::format("{:.2f}", std::abs(effect) < 0.005 ? 0.0 : effect);  // never -0.00
}

std::string interval_text(const std::string& metric, const Interval& interval) {
  if (std::isnan(interval.low)) return "-";
  return fmt::format("[{}, {}]", metric_text(metric, interval.low), metric_text(metric, interval.high));
}

/// "title: ACC (%) on usps".
std::string case_title(const Comparison& comparison, const std::string& case_name) {
  const std::string title = comparison.title + ": " + metric_heading(comparison.metric);
  return case_name.empty() ? title : title + " on " + case_name;
}

Sheet case_sheet(const Comparison& comparison, const CaseComparison& of_case) {
  Sheet sheet;
  sheet.title = case_title(comparison, of_case.case_name);
  sheet.labels = 2;
  sheet.heading = {"arm", "against",  "n", "difference", fmt::format("{:.4g}% interval", 100.0 * (1.0 - comparison.alpha)),
                   "p",   "p (Holm)", "r", "d_z",        "A12"};
  for (const auto& pair : of_case.pairs) {
    const std::string significant = pair.adjusted_p <= comparison.alpha ? " *" : "";
    sheet.lines.push_back({comparison.arms[pair.arm], comparison.arms[pair.against], fmt::format("{}", pair.count),
                           metric_text(comparison.metric, pair.difference), interval_text(comparison.metric, pair.interval), p_text(pair.test.p),
                           p_text(pair.adjusted_p) + significant, effect_text(pair.rank_biserial), effect_text(pair.cohens_dz),
                           effect_text(pair.vargha_delaney)});
  }
  return sheet;
}

/// a … z, then numbers.
std::string clique_name(std::size_t index) { return index < 26 ? std::string(1, static_cast<char>('a' + index)) : fmt::format("{}", index + 1); }

/// The names of the cliques that the position is in.
std::string groups_text(const RankComparison& ranks, std::size_t position) {
  std::string names;
  for (std::size_t i = 0; i < ranks.cliques.size(); ++i) {
    if (position >= ranks.cliques[i].front() && position <= ranks.cliques[i].back()) names += (names.empty() ? "" : " ") + clique_name(i);
  }
  return names.empty() ? "-" : names;
}

Sheet rank_sheet(const Comparison& comparison, const RankComparison& ranks) {
  Sheet sheet;
  sheet.title = fmt::format("{}: ranks by {} over {} {}", comparison.title, metric_heading(comparison.metric), ranks.test.blocks, ranks.blocks);
  sheet.heading = {"arm", "mean rank", "mean", "group"};
  for (std::size_t i = 0; i < ranks.arms.size(); ++i) {
    sheet.lines.push_back({comparison.arms[ranks.arms[i]], fmt::format("{:.2f}", ranks.test.mean_ranks[i]),
                           metric_text(comparison.metric, ranks.means[i]), groups_text(ranks, i)});
  }
  return sheet;
}

void explain_pairs(const Comparison& comparison, std::vector<std::string>& notes) {
  notes.push_back(
      fmt::format("difference: mean of arm − against over equal seeds, with its bootstrap interval (BCa, {} resamples)", bootstrap_resamples));
  notes.push_back(fmt::format("p: two-sided Wilcoxon signed-rank test; p (Holm): corrected for the comparisons of its table, * at most {:.4g}",
                              comparison.alpha));
  notes.emplace_back("r: matched-pairs rank-biserial correlation; d_z: Cohen's, of the differences; A12: Vargha and Delaney's");
  if (comparison.lower_is_better) notes.emplace_back("lower is better: a negative difference is in favour of arm");
}

void explain_ranks(const Comparison& comparison, const RankComparison& ranks, std::vector<std::string>& notes) {
  const auto freedom = ranks.arms.size() - 1;
  notes.push_back(
      fmt::format("rank 1 is the best; Friedman: χ² = {:.4g} with {} degrees of freedom, {}; Iman and Davenport: F = {:.4g} with {} and {}, {}",
                  ranks.test.chi_squared, freedom, p_equation(ranks.test.chi_squared_p), ranks.test.f, freedom, freedom * (ranks.test.blocks - 1),
                  p_equation(ranks.test.f_p)));
  notes.push_back(fmt::format("arms that share a group differ by less than the critical difference {:.3f} (Nemenyi, α = {:.4g})",
                              ranks.critical_difference, comparison.alpha));
  if (ranks.test.f_p > comparison.alpha) notes.emplace_back("as Iman and Davenport's test does not tell the arms apart, the groups mean nothing");
}

}  // namespace

std::vector<Sheet> comparison_sheets(const Comparison& comparison) {
  std::vector<Sheet> sheets;
  std::vector<std::string> notes;
  for (const auto& of_case : comparison.cases) sheets.push_back(case_sheet(comparison, of_case));
  explain_pairs(comparison, notes);
  if (comparison.ranks) {
    sheets.push_back(rank_sheet(comparison, *comparison.ranks));
    explain_ranks(comparison, *comparison.ranks, notes);
  }
  for (const auto& warning : comparison.warnings) notes.push_back("warning: " + warning);
  sheets.back().notes = std::move(notes);
  return sheets;
}

}  // namespace assay::report
