#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "base/catalog.hpp"
#include "base/diagnostic.hpp"

namespace assay::app {

struct CheckArguments {
  std::vector<std::string> specs;
  std::vector<std::string> overrides;  ///< --set
  std::string profile;                 ///< --profile
  bool json = false;
  RenderStyle style;
};

/// `assay check SPEC…`: one line per good spec on `out`, all findings of the others on `err` (with `json`: everything on `out`).
/// Returns 0, or the exit status of the worst finding.
int run_check(const CheckArguments& arguments, const Catalog& catalog, std::ostream& out, std::ostream& err);

}  // namespace assay::app
