#include "app/commands/construction.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/suggest.hpp"
#include "host/trial_check.hpp"
#include "plan/make_plan.hpp"
#include "run/label.hpp"
#include "run/provenance.hpp"

namespace assay::app {
namespace {

constexpr std::size_t most_constructed = 32;

/// One trial per distinct composition: what differs only by seed is constructed alike, and a check per trial would cost minutes.
std::vector<const plan::Trial*> distinct_compositions(const std::vector<plan::Trial>& trials) {
  std::set<std::string> seen;
  std::vector<const plan::Trial*> distinct;
  for (const auto& trial : trials) {
    if (seen.insert(to_json(trial.resolved)).second) distinct.push_back(&trial);
  }
  return distinct;
}

}  // namespace

Construction construct(host::HostProcess& host, const std::vector<plan::Trial>& trials, const std::string& device) {
  auto distinct = distinct_compositions(trials);
  Construction construction;
  construction.complete = distinct.size() <= most_constructed;
  distinct.resize(std::min(distinct.size(), most_constructed));
  std::vector<Value> specs;
  specs.reserve(distinct.size());
  for (const plan::Trial* trial : distinct) specs.push_back(trial->resolved);
  auto checks = host::check_trials(host, specs, run::data_roots_from_environment(), device);
  std::set<std::string> reported;
  for (std::size_t i = 0; i < checks.size() && !construction.error; ++i) {
    reported.insert(checks[i].metrics.begin(), checks[i].metrics.end());
    if (!checks[i].error) continue;
    checks[i].error->add_note("in " + run::trial_label(distinct[i]->arm, distinct[i]->axes, distinct[i]->seed));
    construction.error = std::move(checks[i].error);
  }
  construction.metrics.assign(reported.begin(), reported.end());
  return construction;
}

std::optional<Error> unmeasured_metric(const plan::Plan& whole, const Construction& construction) {
  if (!construction.complete) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> named;
  if (const Value* metrics = whole.table.find("metrics")) {
    for (const auto& metric : metrics->array()) named.emplace_back("[table]", metric.string());
  }
  if (!whole.halving.is_null()) named.emplace_back("[sweep.halving]", whole.halving.at("metric").string());
  const std::vector<std::string>& reported = construction.metrics;
  for (const auto& [where, name] : named) {
    if (std::find(reported.begin(), reported.end(), name) != reported.end()) continue;
    return SpecError(Diagnostic{"spec.unmeasured-metric",
                                fmt::format("{} names '{}', which no metric of [evaluate] reports", where, name),
                                {},
                                did_you_mean(name, reported),
                                {"reported are: " + join(reported)}});
  }
  return std::nullopt;
}

int run_construction_check(const CheckArguments& arguments, const Catalog& catalog, host::HostProcess& host, std::ostream& out, std::ostream& err) {
  int status = 0;
  for (const auto& spec : arguments.specs) {
    const plan::PlanRequest request{spec, arguments.overrides, arguments.profile};
    if (plan::check_spec(request, catalog).fragment) continue;
    const plan::Plan plan = plan::make_plan(request, catalog);
    Construction construction = construct(host, plan.trials, "cpu");
    const auto error = construction.error ? std::move(construction.error) : unmeasured_metric(plan, construction);
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
