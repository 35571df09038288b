#include "report/comparison/measurements.hpp"

#include <algorithm>
#include <cmath>

#include "report/axes.hpp"
#include "spec/variants.hpp"

namespace assay::report {
namespace {

/// The arm and the values of what else is swept.
std::string arm_label(const record::TrialSummary& trial, const std::vector<std::string>& swept) {
  std::string label = trial.arm;
  for (const auto& axis : swept) {
    const std::string value = axis_text(trial, axis);
    if (!value.empty()) label += ", " + axis_label(axis, value);
  }
  return label;
}

/// Where `name` stands in `names`, at whose end it is put when it is new.
std::size_t position_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

}  // namespace

Measurements collect(const record::RunView& run, const std::string& metric) {
  std::vector<std::string> swept;
  for (const auto& axis : run.manifest.axes) {
    if (axis != spec::case_axis) swept.push_back(axis);
  }
  Measurements measurements;
  measurements.cases = run.manifest.cases;
  if (measurements.cases.empty()) measurements.cases.emplace_back();
  measurements.cells.resize(measurements.cases.size());
  for (const auto& trial : run.trials) {
    const std::size_t arm = position_of(measurements.arms, arm_label(trial, swept));
    const std::size_t case_index = position_of(measurements.cases, axis_text(trial, spec::case_axis));
    measurements.cells.resize(measurements.cases.size());
    for (auto& cells : measurements.cells) cells.resize(measurements.arms.size());
    Measured& cell = measurements.cells[case_index][arm];
    ++cell.planned;
    cell.failed += trial.status == "failed" ? 1 : 0;
    const auto found = trial.final_metrics.find(metric);
    if (trial.status == "done" && found != trial.final_metrics.end() && !std::isnan(found->second)) cell.by_seed[trial.seed] = found->second;
  }
  return measurements;
}

Measurements::Pairs Measurements::pairs(std::size_t case_index, std::size_t first, std::size_t second) const {
  Pairs pairs;
  for (const std::int64_t seed : shared_seeds(case_index, {first, second})) {
    pairs.first.push_back(cells[case_index][first].by_seed.at(seed));
    pairs.second.push_back(cells[case_index][second].by_seed.at(seed));
  }
  return pairs;
}

std::vector<std::int64_t> Measurements::shared_seeds(std::size_t case_index, const std::vector<std::size_t>& of_arms) const {
  std::vector<std::int64_t> seeds;
  for (const auto& number : cells[case_index][of_arms.front()].by_seed) {
    const bool shared =
        std::all_of(of_arms.begin(), of_arms.end(), [&](std::size_t arm) { return cells[case_index][arm].by_seed.count(number.first) > 0; });
    if (shared) seeds.push_back(number.first);
  }
  return seeds;
}

bool Measurements::is_measured(std::size_t arm) const {
  return std::any_of(cells.begin(), cells.end(), [&](const std::vector<Measured>& of_case) { return !of_case[arm].by_seed.empty(); });
}

}  // namespace assay::report
