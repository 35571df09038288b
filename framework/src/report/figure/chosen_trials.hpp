#pragma once

#include <string>
#include <vector>

#include "base/settings.hpp"
#include "record/run_view.hpp"

namespace assay::report {

/// The finished trials that `where` admits, in the order of the plan. Throws SpecError "figure.bad-condition" and "figure.unknown-axis" for a
/// condition that cannot be read; DataError "figure.no-trials" when no trial that it admits is done.
std::vector<const record::TrialSummary*> chosen_trials(const record::RunView& run, const std::vector<std::string>& where);

/// The trials that differ in their seed only, in the order of the plan.
struct TrialGroup {
  std::string name;  ///< what tells it from the other groups: arm, case, swept options; empty when it is the only one
  std::vector<const record::TrialSummary*> trials;
};

std::vector<TrialGroup> group_by_setting(const record::RunView& run, const std::vector<const record::TrialSummary*>& trials);

/// "proposed, seed 3": a trial with what tells it from the others of its run.
std::string trial_text(const record::RunView& run, const record::TrialSummary& trial);

}  // namespace assay::report
