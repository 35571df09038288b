#include "objective.hpp"

namespace assay::baseline_m2 {
namespace {

double ratio(std::int64_t part, std::int64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

}  // namespace

Shares shares(const std::string& balance, double alpha, const Counts& step, const Counts& total) {
  if (balance == "average") return {1.0, 1.0, alpha * ratio(total.all(), total.labeled)};
  return {ratio(step.labeled, step.all()), ratio(step.unlabeled, step.all()), alpha};
}

}  // namespace assay::baseline_m2
