#pragma once

#include "base/settings.hpp"
#include "draw/drawing.hpp"
#include "record/run_view.hpp"
#include "report/comparison/rank_diagram.hpp"

namespace assay::report {

/// A critical-difference diagram (Demšar 2006).
draw::Drawing rank_drawing(RankDiagram diagram);

/// That of a run's arms by the first of `metrics`. Throws as `compare` does; DataError "compare.no-ranks" without three arms and two blocks.
draw::Drawing rank_figure(const record::RunView& run, const FigureOptions& options);

}  // namespace assay::report
