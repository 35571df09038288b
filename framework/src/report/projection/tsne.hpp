#pragma once

#include <cstddef>
#include <vector>

#include "report/projection/rows.hpp"

namespace assay::report {

/// As scikit-learn's defaults, which follow Belkina et al. (2019) in the learning rate.
struct TsneOptions {
  double perplexity = 30.0;
  double early_exaggeration = 12.0;
  std::size_t exaggerated_steps = 250;
  std::size_t steps = 1000;
  double angle = 0.5;  ///< of Barnes–Hut; 0 computes every pair
};

/// Symmetric affinities P, sparse: the entries of row i are the pairs (columns[k], values[k]) for k in [starts[i], starts[i + 1]).
struct Affinities {
  std::vector<std::size_t> starts;
  std::vector<std::size_t> columns;
  std::vector<double> values;  ///< all together sum to 1
};

/// Affinities over the 3·perplexity nearest neighbours, each row's bandwidth by bisection to the perplexity (van der Maaten 2014, eq. 6 and 7).
Affinities tsne_affinities(const Rows& x, double perplexity);

/// ∂KL(P ‖ Q)/∂y of the positions y [N, 2], with attractions scaled by `exaggeration` (van der Maaten and Hinton 2008, eq. 5).
Rows tsne_gradient(const Affinities& affinities, const Rows& y, double exaggeration, double angle);

/// KL(P ‖ Q) over the pairs of `affinities`, exact. O(N²).
double tsne_divergence(const Affinities& affinities, const Rows& y);

/// Positions [N, 2] of x [N, D]: Barnes–Hut t-SNE (van der Maaten 2014) from a start on the two first principal components.
/// Deterministic; O(N² D + steps · N log N). The perplexity is lowered to (N − 1)/3 where there are few rows.
Rows tsne(const Rows& x, const TsneOptions& options = {});

}  // namespace assay::report
