#include "report/comparison/comparison.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "report/axes.hpp"
#include "report/comparison/measurements.hpp"
#include "report/comparison/ranking.hpp"
#include "report/comparison/warnings.hpp"
#include "report/inference/effect_size.hpp"
#include "report/inference/holm.hpp"
#include "report/metric_names.hpp"
#include "report/statistics.hpp"

namespace assay::report {
namespace {

/// The arm that the others are compared with, if one is named.
std::optional<std::size_t> find_baseline(const Measurements& measurements, const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto found = std::find(measurements.arms.begin(), measurements.arms.end(), name);
  if (found != measurements.arms.end()) return static_cast<std::size_t>(found - measurements.arms.begin());
  throw SpecError(Diagnostic{"compare.unknown-baseline",
                             fmt::format("this run has no arm '{}'", name),
                             {},
                             did_you_mean(name, measurements.arms),
                             {"arms are: " + join(measurements.arms, "; ")}});
}

/// Pairs (arm, against) to compare in a case: those that share a seed.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const Measurements& measurements, std::size_t case_index,
                                                          std::optional<std::size_t> baseline) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t arm = 0; arm < measurements.arms.size(); ++arm) {
    const std::size_t begin = baseline ? *baseline : arm + 1;
    const std::size_t end = baseline ? *baseline + 1 : measurements.arms.size();
    for (std::size_t against = begin; against < end; ++against) {
      if (arm != against && !measurements.shared_seeds(case_index, {arm, against}).empty()) pairs.emplace_back(arm, against);
    }
  }
  return pairs;
}

class CaseComparer {
 public:
  CaseComparer(const Measurements& measurements, std::size_t case_index, const Comparison& comparison)
      : measurements_(measurements), case_index_(case_index), comparison_(comparison) {}

  CaseComparison compare(std::optional<std::size_t> baseline) const {
    CaseComparison result;
    result.case_name = measurements_.cases[case_index_];
    std::vector<double> p;
    for (const auto& pair : pairs_of(measurements_, case_index_, baseline)) {
      result.pairs.push_back(compare_pair(pair.first, pair.second));
      p.push_back(result.pairs.back().test.p);
    }
    const auto adjusted = holm(p);
    for (std::size_t i = 0; i < adjusted.size(); ++i) result.pairs[i].adjusted_p = adjusted[i];
    return result;
  }

 private:
  [[nodiscard]] PairComparison compare_pair(std::size_t arm, std::size_t against) const {
    const auto values = measurements_.pairs(case_index_, arm, against);
    std::vector<double> differences(values.first.size());
    for (std::size_t i = 0; i < differences.size(); ++i) differences[i] = without_rounding(values.first[i] - values.second[i]);
    PairComparison pair;
    pair.arm = arm;
    pair.against = against;
    pair.count = differences.size();
    pair.mean = describe(values.first).mean;
    pair.mean_against = describe(values.second).mean;
    pair.difference = pair.mean - pair.mean_against;
    const std::string stream = fmt::format("bootstrap/{}/{}/{}/{}", comparison_.metric, measurements_.cases[case_index_], measurements_.arms[arm],
                                           measurements_.arms[against]);
    pair.interval = bootstrap_interval(differences, bootstrap_draws(differences.size(), bootstrap_resamples, stream), 1.0 - comparison_.alpha);
    pair.test = wilcoxon(differences);
    pair.rank_biserial = rank_biserial(differences);
    pair.cohens_dz = cohens_dz(differences);
    pair.vargha_delaney = vargha_delaney(values.first, values.second);
    return pair;
  }

  const Measurements& measurements_;
  std::size_t case_index_;
  const Comparison& comparison_;
};

/// Beyond these the approximations mean nothing; NaN is refused too.
void check_alpha(double alpha) {
  if (alpha >= 1e-4 && alpha <= 0.5) return;
  throw SpecError(Diagnostic{"compare.bad-alpha", fmt::format("the level {} is no level of a test", alpha), {}, {}, {"allowed: 0.0001 to 0.5"}});
}

std::string chosen_metric(const record::RunView& run, const std::string& asked) {
  const auto metrics = choose_metrics(run, asked.empty() ? std::vector<std::string>{} : std::vector<std::string>{asked});
  if (metrics.empty()) throw DataError("compare.too-few-arms", "no trial of this run has measured anything yet");
  return metrics.front();
}

}  // namespace

Comparison compare(const record::RunView& run, const ComparisonRequest& request) {
  check_alpha(request.alpha);
  Comparison comparison;
  comparison.title = run_title(run.manifest);
  comparison.metric = chosen_metric(run, request.metric);
  comparison.alpha = request.alpha;
  comparison.lower_is_better = lower_is_better(comparison.metric);
  const Measurements measurements = collect(run, comparison.metric);
  comparison.arms = measurements.arms;
  const auto baseline = find_baseline(measurements, request.baseline);
  for (std::size_t i = 0; i < measurements.cases.size(); ++i) {
    auto of_case = CaseComparer(measurements, i, comparison).compare(baseline);
    if (!of_case.pairs.empty()) comparison.cases.push_back(std::move(of_case));
  }
  if (comparison.cases.empty()) {
    throw DataError("compare.too-few-arms", fmt::format("no two arms of this run have numbers for '{}' at equal seeds", comparison.metric));
  }
  comparison.warnings = completeness_warnings(run, measurements);
  comparison.ranks = compare_ranks(measurements, comparison.lower_is_better, comparison.alpha, comparison.warnings);
  for (const auto& warning : seed_warnings(comparison)) comparison.warnings.push_back(warning);
  return comparison;
}

}  // namespace assay::report
