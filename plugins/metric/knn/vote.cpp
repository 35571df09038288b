#include "vote.hpp"

#include <algorithm>

namespace assay::metric_knn {

Vote majority(const std::int64_t* labels, std::int64_t count, std::int64_t classes) {
  std::vector<std::int64_t> votes(static_cast<std::size_t>(classes), 0);
  for (std::int64_t i = 0; i < count; ++i) ++votes[static_cast<std::size_t>(labels[i])];
  const auto most = std::max_element(votes.begin(), votes.end());
  const auto leads = [&](std::int64_t label) { return votes[static_cast<std::size_t>(label)] == *most; };
  return {most - votes.begin(), *std::find_if(labels, labels + count, leads)};
}

}  // namespace assay::metric_knn
