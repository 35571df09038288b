#pragma once

#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// Final metrics against swept options: mean over the seeds, with a band of a sample standard deviation to both sides.
/// One option in `over`: a line for each setting of all others. Several: a line for each of them, along which the others have the value that they
/// have in the first trial. Throws as chosen_trials and choose_metrics do; SpecError "figure.no-axis" when `over` names no swept option, or when
/// it is empty and the run sweeps several.
draw::Drawing sweep_figure(const record::RunView& run, const FigureOptions& options);

}  // namespace assay::report
