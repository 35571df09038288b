#pragma once

#include <cstdint>
#include <vector>

namespace assay::baseline_jule {

/// What goes from one cluster to a sample or to another cluster, and what comes back.
struct Link {
  std::int64_t index = 0;  ///< of the sample or the cluster
  double out = 0.0;
  double back = 0.0;
};

/// The links of one cluster: ascending by index, each index once.
using Links = std::vector<Link>;

/// Sorts links that came in any order and adds those of equal index.
void combine(Links& links);

Links sum(const Links& a, const Links& b);

/// Null when there is none of that index.
const Link* find(const Links& links, std::int64_t index);

/// Puts `link` in place of the one of its index, if any.
void put(Links& links, const Link& link);
void erase(Links& links, std::int64_t index);

}  // namespace assay::baseline_jule
