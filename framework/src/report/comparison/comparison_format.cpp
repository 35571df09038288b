#include "report/comparison/comparison_format.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/json.hpp"
#include "report/comparison/comparison_sheets.hpp"
#include "report/csv.hpp"

namespace assay::report {
namespace {

Value whole(std::size_t number) { return static_cast<std::int64_t>(number); }

template <class Render>
std::string joined(const Comparison& comparison, Render render) {
  std::string text;
  for (const auto& sheet : comparison_sheets(comparison)) text += (text.empty() ? "" : "\n") + render(sheet);
  return text;
}

std::string format_csv(const Comparison& comparison) {
  std::string text = csv_line({"metric", "case", "arm", "against", "n", "mean", "mean_against", "difference", "low", "high", "rank_sum_positive",
                               "rank_sum_negative", "p", "p_exact", "p_holm", "rank_biserial", "cohens_dz", "vargha_delaney"});
  for (const auto& of_case : comparison.cases) {
    for (const auto& pair : of_case.pairs) {
      text += csv_line({comparison.metric, of_case.case_name, comparison.arms[pair.arm], comparison.arms[pair.against], fmt::format("{}", pair.count),
                        csv_number(pair.mean), csv_number(pair.mean_against), csv_number(pair.difference), csv_number(pair.interval.low),
                        csv_number(pair.interval.high), csv_number(pair.test.positive), csv_number(pair.test.negative), csv_number(pair.test.p),
                        pair.test.exact ? "true" : "false", csv_number(pair.adjusted_p), csv_number(pair.rank_biserial), csv_number(pair.cohens_dz),
                        csv_number(pair.vargha_delaney)});
    }
  }
  return text;
}

Value pair_value(const Comparison& comparison, const PairComparison& pair) {
  Value value;
  value["arm"] = comparison.arms[pair.arm];
  value["against"] = comparison.arms[pair.against];
  value["n"] = whole(pair.count);
  value["mean"] = pair.mean;
  value["mean_against"] = pair.mean_against;
  value["difference"] = pair.difference;
  value["interval"] = Value::Array{pair.interval.low, pair.interval.high};
  value["rank_sum_positive"] = pair.test.positive;
  value["rank_sum_negative"] = pair.test.negative;
  value["p"] = pair.test.p;
  value["p_exact"] = pair.test.exact;
  value["p_holm"] = pair.adjusted_p;
  value["rank_biserial"] = pair.rank_biserial;
  value["cohens_dz"] = pair.cohens_dz;
  value["vargha_delaney"] = pair.vargha_delaney;
  return value;
}

Value ranks_value(const Comparison& comparison, const RankComparison& ranks) {
  Value::Array arms;
  Value::Array nemenyi;
  for (std::size_t i = 0; i < ranks.arms.size(); ++i) {
    Value arm;
    arm["arm"] = comparison.arms[ranks.arms[i]];
    arm["mean_rank"] = ranks.test.mean_ranks[i];
    arm["mean"] = ranks.means[i];
    arms.push_back(std::move(arm));
    nemenyi.emplace_back(Value::Array(ranks.nemenyi[i].begin(), ranks.nemenyi[i].end()));
  }
  Value::Array cliques;
  for (const auto& clique : ranks.cliques) {
    Value::Array names;
    names.reserve(clique.size());
    for (const std::size_t position : clique) names.emplace_back(comparison.arms[ranks.arms[position]]);
    cliques.emplace_back(std::move(names));
  }
  Value value;
  value["blocks"] = ranks.blocks;
  value["n"] = whole(ranks.test.blocks);
  value["arms"] = std::move(arms);
  value["friedman_chi_squared"] = ranks.test.chi_squared;
  value["friedman_p"] = ranks.test.chi_squared_p;
  value["iman_davenport_f"] = ranks.test.f;
  value["iman_davenport_p"] = ranks.test.f_p;
  value["critical_difference"] = ranks.critical_difference;
  value["cliques"] = std::move(cliques);
  value["nemenyi_p"] = std::move(nemenyi);
  return value;
}

std::string format_json(const Comparison& comparison) {
  Value::Array cases;
  for (const auto& of_case : comparison.cases) {
    Value::Array pairs;
    pairs.reserve(of_case.pairs.size());
    for (const auto& pair : of_case.pairs) pairs.push_back(pair_value(comparison, pair));
    Value item;
    if (!of_case.case_name.empty()) item["case"] = of_case.case_name;
    item["pairs"] = std::move(pairs);
    cases.push_back(std::move(item));
  }
  Value value;
  value["schema"] = 1;
  value["title"] = comparison.title;
  value["metric"] = comparison.metric;
  value["lower_is_better"] = comparison.lower_is_better;
  value["alpha"] = comparison.alpha;
  value["cases"] = std::move(cases);
  value["ranks"] = comparison.ranks ? ranks_value(comparison, *comparison.ranks) : Value();
  value["warnings"] = Value::Array(comparison.warnings.begin(), comparison.warnings.end());
  return to_json(value, 2) + "\n";
}

}  // namespace

std::string format_comparison(const Comparison& comparison, TableFormat format) {
  switch (format) {
    case TableFormat::text: return joined(comparison, sheet_text);
    case TableFormat::markdown: return joined(comparison, sheet_markdown);
    case TableFormat::latex: return joined(comparison, sheet_latex);
    case TableFormat::csv: return format_csv(comparison);
    case TableFormat::json: return format_json(comparison);
  }
  return {};
}

}  // namespace assay::report
