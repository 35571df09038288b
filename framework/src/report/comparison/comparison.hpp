#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "record/run_view.hpp"
#include "report/inference/bootstrap.hpp"
#include "report/inference/friedman.hpp"
#include "report/inference/wilcoxon.hpp"

namespace assay::report {

/// Draws behind each interval.
inline constexpr std::size_t bootstrap_resamples = 10000;

struct ComparisonRequest {
  std::string metric;    ///< empty: the first of choose_metrics
  std::string baseline;  ///< the arm that all others are compared with; empty: every arm with every other
  double alpha = 0.05;   ///< level of all tests; intervals have the confidence 1 − α; 0.0001 to 0.5
};

/// Two arms on one data set, paired by seed. Differences are arm − against, in the unit of the metric.
struct PairComparison {
  std::size_t arm = 0;
  std::size_t against = 0;
  std::size_t count = 0;  ///< of seeds for which both have a number
  double mean = 0.0;      ///< over those seeds
  double mean_against = 0.0;
  double difference = 0.0;
  Interval interval;  ///< bootstrap, of the mean difference
  WilcoxonResult test;
  double adjusted_p = 1.0;  ///< Holm, over the comparisons of the case
  double rank_biserial = 0.0;
  double cohens_dz = 0.0;
  double vargha_delaney = 0.0;
};

struct CaseComparison {
  std::string case_name;  ///< empty when the spec has no cases
  std::vector<PairComparison> pairs;
};

/// All arms over all blocks.
struct RankComparison {
  std::string blocks;             ///< "cases" or "seeds"
  std::vector<std::size_t> arms;  ///< best mean rank first
  std::vector<double> means;      ///< of the metric over the blocks, in that order
  FriedmanResult test;            ///< its mean ranks too
  double critical_difference = 0.0;
  std::vector<std::vector<std::size_t>> cliques;  ///< largest groups, as positions in `arms`, whose mean ranks differ by less than that
  std::vector<std::vector<double>> nemenyi;       ///< p of each pair of positions
};

struct Comparison {
  std::string title;
  std::string metric;
  double alpha = 0.05;
  bool lower_is_better = false;
  std::vector<std::string> arms;  ///< see Measurements
  std::vector<CaseComparison> cases;
  std::optional<RankComparison> ranks;  ///< with at least three arms and two blocks
  std::vector<std::string> warnings;    ///< what weakens the conclusions, as plain sentences
};

/// Throws SpecError as choose_metrics does, "compare.unknown-baseline" and "compare.bad-alpha"; DataError "compare.too-few-arms" when no two arms
/// have numbers for equal seeds.
Comparison compare(const record::RunView& run, const ComparisonRequest& request);

}  // namespace assay::report
