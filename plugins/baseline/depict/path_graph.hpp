#pragma once

#include <cstddef>
#include <vector>

#include <assay/plugin.hpp>

namespace depict {

struct Edge {
  std::size_t to = 0;
  double weight = 0.0;
};

/// Transition probabilities P between samples; rows sum to 1.
struct PathGraph {
  std::vector<std::vector<Edge>> out;        ///< of each sample, nearest first, then the one to itself
  std::vector<std::vector<std::size_t>> in;  ///< the other samples with an edge to this one
};

/// Edges of weight exp(−d²/σ²) from each of the codes [N, F] to its 20 nearest others, and of weight 1 to itself; the weights of each sample divided
/// by their sum. σ² is the mean of all d², doubled until each sample gives its nearest a weight of 1e-5 or more. N >= 2.
PathGraph path_graph(const assay::Tensor& codes);

}  // namespace depict
