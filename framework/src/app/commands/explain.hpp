#pragma once

#include <ostream>
#include <string>

#include "base/catalog.hpp"

namespace assay::app {

struct ExplainArguments {
  std::string topic;  ///< "latent.gaussian", "latent", "train", "optimizer.adam"; empty: what can be explained
  bool json = false;
};

/// `assay explain TOPIC`: what a component or a table of the spec takes. Throws SpecError "spec.unknown-topic". Returns 0.
int run_explain(const ExplainArguments& arguments, const Catalog& catalog, std::ostream& out);

}  // namespace assay::app
