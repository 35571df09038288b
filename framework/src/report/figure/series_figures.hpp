#pragma once

#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// Metrics against the epoch: per setting the mean over the seeds, with a band of a sample standard deviation to both sides.
/// Throws as chosen_trials and choose_metrics do; DataError "figure.no-series" when the trials have no such series.
draw::Drawing curves_figure(const record::RunView& run, const FigureOptions& options);

/// Series that are no metrics (entropies, KL divergences, used clusters, …) against the epoch, in the same form. SpecError "figure.unknown-series".
draw::Drawing health_figure(const record::RunView& run, const FigureOptions& options);

}  // namespace assay::report
