#include "report/comparison/warnings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/inference/wilcoxon.hpp"

namespace assay::report {
namespace {

/// "usps: " before a sentence about one of several cases.
std::string place(const std::string& case_name) { return case_name.empty() ? "" : case_name + ": "; }

std::string counted(std::size_t count, const std::string& one) { return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s"); }

/// The seeds of a case: the most that are planned for one of its arms.
std::size_t seeds_of(const std::vector<Measured>& of_case) {
  std::size_t seeds = 0;
  for (const auto& cell : of_case) seeds = std::max(seeds, cell.planned);
  return seeds;
}

/// The fewest pairs whose smallest p, times the number of comparisons, is at most α.
std::size_t pairs_needed(double alpha, std::size_t comparisons) {
  std::size_t count = 1;
  while (smallest_wilcoxon_p(count) * static_cast<double>(comparisons) > alpha) ++count;
  return count;
}

}  // namespace

std::vector<std::string> completeness_warnings(const record::RunView& run, const Measurements& measurements) {
  std::vector<std::string> warnings;
  if (!run.finished()) {
    warnings.push_back(fmt::format("this run is not finished: {} of {} trials have not ended yet", run.count("pending"), run.trials.size()));
  }
  for (std::size_t i = 0; i < measurements.cases.size(); ++i) {
    const std::size_t seeds = seeds_of(measurements.cells[i]);
    for (std::size_t arm = 0; arm < measurements.arms.size(); ++arm) {
      const Measured& cell = measurements.cells[i][arm];
      if (cell.planned == 0 || cell.by_seed.size() == seeds) continue;
      const std::string failed = cell.failed == 0 ? "" : fmt::format(" ({} failed)", counted(cell.failed, "trial"));
      const std::string name = place(measurements.cases[i]) + measurements.arms[arm];
      warnings.push_back(cell.by_seed.empty() ? fmt::format("{} has no numbers and is left out{}", name, failed)
                                              : fmt::format("{} has numbers for {} of {} seeds{}: only equal seeds are compared", name,
                                                            cell.by_seed.size(), seeds, failed));
    }
  }
  return warnings;
}

std::vector<std::string> seed_warnings(const Comparison& comparison) {
  std::vector<std::string> warnings;
  for (const auto& of_case : comparison.cases) {
    std::size_t pairs = 0;
    for (const auto& pair : of_case.pairs) pairs = std::max(pairs, pair.count);
    const double smallest = smallest_wilcoxon_p(pairs);
    const double adjusted = std::min(1.0, smallest * static_cast<double>(of_case.pairs.size()));
    if (adjusted <= comparison.alpha) continue;
    const std::string corrected =
        of_case.pairs.size() == 1 ? "" : fmt::format(", {:.4g} after Holm's correction for {} comparisons", adjusted, of_case.pairs.size());
    warnings.push_back(
        fmt::format("{}{} are too few: the smallest p that the signed-rank test can reach is 2/2^{} = {:.4g}{}, so no difference can be "
                    "significant at {:.4g}; that takes {}",
                    place(of_case.case_name), counted(pairs, "seed"), pairs, smallest, corrected, comparison.alpha,
                    counted(pairs_needed(comparison.alpha, of_case.pairs.size()), "seed")));
  }
  if (comparison.ranks && (comparison.ranks->test.blocks <= 10 || comparison.ranks->arms.size() <= 5)) {
    warnings.push_back(
        fmt::format("the tests of ranks are approximate for so few: {} {} and {} arms, where Demšar (2006) asks for more than 10 and 5",
                    comparison.ranks->test.blocks, comparison.ranks->blocks, comparison.ranks->arms.size()));
  }
  return warnings;
}

}  // namespace assay::report
