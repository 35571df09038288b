#pragma once

#include <cstdint>
#include <vector>

#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// Samples per cluster and class of the first chosen trial, the clusters in the order of the classes that they are matched with.
/// Throws as chosen_trials does; DataError "figure.no-confusion" when the trial's method assigns nothing or its data have no labels.
draw::Drawing confusion_figure(const record::RunView& run, const FigureOptions& options);

/// The rows of counts [clusters, classes] in the order in which their matched classes come, by the matching with the most samples
/// (Hungarian method); clusters without a class follow, largest first.
std::vector<std::size_t> matched_order(const std::vector<std::int64_t>& counts, std::size_t clusters, std::size_t classes);

}  // namespace assay::report
