#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "base/catalog.hpp"

namespace assay::app {

struct ResolveArguments {
  std::string spec;
  std::vector<std::string> arms;       ///< --arm; empty: those of [sweep]
  std::vector<std::string> cases;      ///< --case; empty: those of [sweep]
  std::vector<std::string> overrides;  ///< --set
  std::string profile;                 ///< --profile
  bool json = false;
};

/// `assay resolve SPEC`: the complete spec of every arm in every case at the first point of the sweep, as TOML, each value with the place that it
/// comes from. Throws Error when the spec is wrong. Returns 0.
int run_resolve(const ResolveArguments& arguments, const Catalog& catalog, std::ostream& out);

}  // namespace assay::app
