#pragma once

#include <string>
#include <vector>

#include "assay/core/value.hpp"

namespace assay::plan {

/// One option that two arms resolve differently.
struct Difference {
  std::string path;
  Value left;  ///< null: that arm has no such option
  Value right;
};

/// Every leaf in which two resolved specs differ, in the order of the tables: what a comparison of the two arms compares.
std::vector<Difference> differences(const Value& left, const Value& right);

}  // namespace assay::plan
