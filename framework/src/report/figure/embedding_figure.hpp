#pragma once

#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// The features of the first chosen trial that stored any, in the plane, a panel per epoch.
/// Throws as chosen_trials does; DataError "figure.no-embedding" when there is none, or none at an epoch that is asked for: says which there are.
draw::Drawing embedding_figure(const record::RunView& run, const FigureOptions& options);

}  // namespace assay::report
