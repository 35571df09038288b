#include "report/comparison/rank_diagram.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/metric_names.hpp"

namespace assay::report {

RankDiagram make_rank_diagram(const Comparison& comparison, const RankComparison& ranks) {
  RankDiagram diagram;
  diagram.caption = fmt::format("Mean ranks by {} over {} {}", metric_heading(comparison.metric), ranks.test.blocks, ranks.blocks);
  diagram.ranks = ranks.arms.size();
  diagram.critical_difference = ranks.critical_difference;
  const std::size_t better = (ranks.arms.size() + 1) / 2;
  for (std::size_t i = 0; i < ranks.arms.size(); ++i) {
    const bool best_half = i < better;
    diagram.labels.push_back({comparison.arms[ranks.arms[i]], ranks.test.mean_ranks[i], best_half, best_half ? i : ranks.arms.size() - 1 - i});
  }
  diagram.label_levels = better;
  std::vector<double> ends;  // of the last bar on each level
  for (const auto& clique : ranks.cliques) {
    const double from = ranks.test.mean_ranks[clique.front()];
    const auto free = std::find_if(ends.begin(), ends.end(), [&](double end) { return end < from; });
    const auto level = static_cast<std::size_t>(free - ends.begin());
    ends.resize(std::max(ends.size(), level + 1));
    ends[level] = ranks.test.mean_ranks[clique.back()];
    diagram.bars.push_back({from, ends[level], level});
  }
  diagram.bar_levels = ends.size();
  return diagram;
}

}  // namespace assay::report
