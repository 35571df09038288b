#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/comparison/comparison.hpp"
#include "report/comparison/measurements.hpp"

namespace assay::report {

/// Differences below 10⁻¹² come from rounding: they must neither break ties nor make a difference of equal numbers.
double without_rounding(double value);

/// Friedman's and Nemenyi's tests of all arms that have numbers. Blocks are the cases, each with the means over the seeds that all arms
/// share in it; in a run on one data set they are the seeds. Nothing with fewer than three arms or two blocks. What is left out is added to
/// `warnings`.
std::optional<RankComparison> compare_ranks(const Measurements& measurements, bool lower_is_better, double alpha, std::vector<std::string>& warnings);

/// Largest runs of `mean_ranks`, which ascend, of at least two that differ by less than `critical_difference`, as positions.
std::vector<std::vector<std::size_t>> cliques_of(const std::vector<double>& mean_ranks, double critical_difference);

}  // namespace assay::report
