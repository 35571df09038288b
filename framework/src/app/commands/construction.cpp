#include "app/commands/construction.hpp"

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "host/trial_check.hpp"
#include "plan/make_plan.hpp"
#include "run/provenance.hpp"

namespace assay::app {
namespace {

/// One trial per distinct composition: what differs only by seed is constructed alike, and a check per trial would cost minutes.
std::vector<Value> distinct_compositions(const std::vector<plan::Trial>& trials) {
  constexpr std::size_t most_checked = 32;
  std::set<std::string> seen;
  std::vector<Value> specs;
  for (const auto& trial : trials) {
    if (specs.size() < most_checked && seen.insert(to_json(trial.resolved)).second) specs.push_back(trial.resolved);
  }
  return specs;
}

}  // namespace

std::optional<Error> first_unbuildable(host::HostProcess& host, const std::vector<plan::Trial>& trials, const std::vector<std::string>& data_roots) {
  for (auto& error : host::check_trials(host, distinct_compositions(trials), data_roots)) {
    if (error) return std::move(error);
  }
  return std::nullopt;
}

int run_construction_check(const CheckArguments& arguments, const Catalog& catalog, host::HostProcess& host, std::ostream& out, std::ostream& err) {
  int status = 0;
  for (const auto& spec : arguments.specs) {
    const plan::PlanRequest request{spec, arguments.overrides, arguments.profile};
    if (plan::check_spec(request, catalog).fragment) continue;
    const auto error = first_unbuildable(host, plan::make_plan(request, catalog).trials, run::data_roots_from_environment());
    if (!error) continue;
    if (error->code() == "data.missing-file") {
      if (!arguments.json) out << spec << ": the networks were not constructed: " << error->diagnostics().front().message << '\n';
      continue;
    }
    status = std::max(status, exit_status(error->category()));
    err << render(*error, line_of_file, arguments.style);
  }
  return status;
}

}  // namespace assay::app
