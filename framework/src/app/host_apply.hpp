#pragma once

#include "host/registry.hpp"
#include "host/server.hpp"

namespace assay::app {

/// Adds the operation that puts trained models to use:
///   {"op": "apply", "request": ApplyRequest} -> {"error": null or an error}; the output file is written when there is none.
/// It forks, as every operation that computes.
void add_apply_operation(host::Server& server, const host::Registry& registry);

}  // namespace assay::app
