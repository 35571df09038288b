#pragma once

#include <cstdint>
#include <string>

namespace assay::baseline_m2 {

/// Factors of the three parts of M2's objective, which are means over the labeled or the unlabeled samples of a step.
struct Shares {
  double labeled = 0.0;     ///< of L(x, y)
  double unlabeled = 0.0;   ///< of U(x)
  double classifier = 0.0;  ///< of −ln q(y | x) of the labeled samples
};

/// How many samples there are, in a step or in all.
struct Counts {
  std::int64_t labeled = 0;
  std::int64_t unlabeled = 0;

  [[nodiscard]] std::int64_t all() const { return labeled + unlabeled; }
};

/// "proportional": every sample of the step counts the same and the classifier has the factor α, whatever the number of labels (Kingma et al. 2014,
/// eq. 9, per sample). "average": either mean has the factor 1 and the classifier α N / N_l, so that all of the labels, few as they are, weigh as
/// much as all of the rest (Maaløe et al. 2016).
Shares shares(const std::string& balance, double alpha, const Counts& step, const Counts& total);

}  // namespace assay::baseline_m2
