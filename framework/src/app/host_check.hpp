#pragma once

#include "host/registry.hpp"
#include "host/server.hpp"

namespace assay::app {

/// Adds the operation {"op": "check", "trials": [resolved spec, …], "data_roots": […]} → {"errors": [null or error, …]}: constructs each
/// trial's components and networks on the CPU, in forked processes, so that a constructor that crashes or hangs is reported like any error.
void add_check_operation(host::Server& server, const host::Registry& registry);

}  // namespace assay::app
