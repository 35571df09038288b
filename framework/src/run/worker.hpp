#pragma once

#include "host/registry.hpp"
#include "host/server.hpp"

namespace assay::worker {

/// Adds the operation that runs trials:
///   {"op": "run", "job": TrialJob, "silent_owner": nonce of the owner to take over from, or absent,
///    "gpu": the only GPU that the trial sees, absent or empty for all} -> {"pid": n}, and later the event
///   {"event": "exit", "pid": n, "status": s, "signal": g, "max_rss_kb": k} with s as in run/trial_exit.hpp.
/// It forks before any tensor operation of this process: forking later would hang the child.
void add_run_operation(host::Server& server, const host::Registry& registry);

/// After the front end has gone: asks the workers to save and stop, waits for them, and kills what does not listen.
void shut_down(host::Server& server);

}  // namespace assay::worker
