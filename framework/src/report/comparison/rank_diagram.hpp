#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/comparison/comparison.hpp"

namespace assay::report {

/// What a critical-difference diagram (Demšar 2006, figure 1) shows, in ranks and levels; how it is drawn is another matter.
struct RankDiagram {
  struct Label {
    std::string arm;
    double rank = 0.0;
    bool best_half = false;  ///< the better half stands on one side, best on top, the other half on the other side, worst on top
    std::size_t level = 0;   ///< 0 is nearest to the axis
  };
  /// A clique.
  struct Bar {
    double from = 0.0;
    double to = 0.0;
    std::size_t level = 0;  ///< bars that overlap have different levels
  };

  std::string caption;
  std::size_t ranks = 0;  ///< the axis goes from 1 to this
  double critical_difference = 0.0;
  std::vector<Label> labels;  ///< best first
  std::vector<Bar> bars;
  std::size_t label_levels = 0;
  std::size_t bar_levels = 0;
};

RankDiagram make_rank_diagram(const Comparison& comparison, const RankComparison& ranks);

/// The diagram as a standalone SVG document.
std::string rank_diagram_svg(const RankDiagram& diagram);

}  // namespace assay::report
