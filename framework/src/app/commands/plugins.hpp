#pragma once

#include <ostream>

#include "base/catalog.hpp"

namespace assay::app {

struct PluginsArguments {
  bool all = false;  ///< also the libraries that were refused, with the reasons
  bool json = false;
};

/// `assay plugins`: every component that a spec can use. Returns 0.
int run_plugins(const PluginsArguments& arguments, const Catalog& catalog, std::ostream& out);

}  // namespace assay::app
