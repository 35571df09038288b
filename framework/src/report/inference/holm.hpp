#pragma once

#include <vector>

namespace assay::report {

/// p values adjusted for their number by Holm's step-down procedure (1979), in the order given: the i-th smallest of m becomes
/// max over j ≤ i of min(1, (m − j + 1) p_(j)). Those at most α hold together with a family-wise error of at most α.
std::vector<double> holm(const std::vector<double>& p);

}  // namespace assay::report
