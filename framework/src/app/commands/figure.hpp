#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "host/host_process.hpp"
#include "record/run_view.hpp"
#include "report/page/page.hpp"

namespace assay::app {

struct FigureArguments {
  std::string run;
  std::string figure;              ///< a kind, or the name of a [figure.<name>] of the spec; empty: all of those
  Value options = Value::Table{};  ///< of FigureOptions, given on the command line
  std::string output;              ///< a file; empty: figures/<name>.svg and .png in the run folder
};

/// `assay figure RUN [FIGURE]`. Throws SpecError "figure.unknown" and what drawing throws.
int run_figure(const FigureArguments& arguments, const host::HostSettings& host_settings, std::ostream& out);

/// The figures that the spec of the run declares, each drawn for a page or with the reason why it cannot be.
std::vector<report::PageFigure> declared_figures(const record::RunView& run, const host::HostSettings& host_settings);

/// Draws the figures that the spec of the run declares, into its folder, and says so. What cannot be drawn is noted, and false returned.
bool draw_declared_figures(const record::RunView& run, const host::HostSettings& host_settings, std::ostream& out);

}  // namespace assay::app
