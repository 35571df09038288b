#pragma once

#include <string>
#include <vector>

#include "record/run_view.hpp"
#include "report/page/page_trial.hpp"

namespace assay::report {

/// A figure that the spec of the run declares.
struct PageFigure {
  std::string name;
  std::string kind;
  std::string image;    ///< address as image_address makes it; empty when the figure could not be drawn
  std::string problem;  ///< why not
};

/// The run as one HTML document that needs no other file and no network, and may not use it: summary, tables, curves, `figures`, and every trial with
/// its spec, environment, metrics, events and error. `trials` are those of the run, as read_page_trials gives them. The same run gives the same
/// bytes. Throws DataError "report.no-trials" when no trial has ended.
std::string make_page(const record::RunView& run, const std::vector<PageTrial>& trials, const std::vector<PageFigure>& figures);

}  // namespace assay::report
