#pragma once

#include <vector>

#include "assay/options/schema.hpp"
#include "spec/findings.hpp"
#include "spec/path.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

/// Settings of a random search, all different, and the paths they assign.
struct RandomSettings {
  std::vector<Assignment> axes;  ///< each path once, with what the spec draws it from
  std::vector<std::vector<Assignment>> points;
};

/// Reads `random` of a sweep and draws its settings (Bergstra and Bengio 2012). A draw depends on the seed of the search, the path and the number of
/// the draw alone: a larger count keeps the settings of a smaller one, and another axis leaves the values of the others as they are. Real numbers
/// have four significant digits. Findings: what is wrong, or "spec.too-few-settings" when the axes cannot give as many.
RandomSettings read_random(const Node& table, Findings& findings);

/// Schema of the plain options of `random`.
const Schema& random_schema();

}  // namespace assay::spec
