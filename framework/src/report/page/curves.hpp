#pragma once

#include <cstddef>
#include <vector>

#include "assay/core/value.hpp"
#include "report/page/page_trial.hpp"

namespace assay::report {

/// At most so many points of all curves together, unless there are so many curves that each would get fewer than `fewest_points`.
constexpr std::size_t most_points = 60000;
constexpr std::size_t fewest_points = 40;
constexpr std::size_t most_points_of_curve = 400;

/// What the script of the page draws: series of evaluations and epochs, over the trials that are done.
///   settings   of each: name, colour ("#rrggbb", or "currentColor" for black), dashes (as SVG has them)
///   indices    lists of epochs, which curves share
///   series     of each: name, label, help, group ("metrics", "other evaluations" or "training"), percent, curves:
///              setting, index (positions in those lists), mean and deviation (a sample standard deviation, 0 of one number; null for none),
///              trials (how many numbers: one for all points, or a list)
///   shown      positions of the series that are shown at first: the metrics of the table
/// Percentages are in percent; numbers have five significant digits. Empty table when no trial has series.
Value curves_value(const record::RunView& run, const std::vector<PageTrial>& trials);

/// Positions of `wanted` of `count` points, evenly spread, the first and the last among them; all when they are not more.
std::vector<std::size_t> thinned(std::size_t count, std::size_t wanted);

}  // namespace assay::report
