#include "run/foreign_trials.hpp"

#include <utility>

#include "run/claim.hpp"
#include "run/lease.hpp"
#include "run/trial_claim.hpp"

namespace assay::run {

bool ForeignTrials::is_foreign(const plan::Trial& trial) const {
  const record::RunFolder& folder = folder_of_(trial);
  if (silence_.silent(trial.id).empty()) return TrialClaim::is_taken(folder, trial.id);
  return Claim::is_taken(folder.lock(trial.id));  // the owner is silent, and the kernel knows whether it is only slow
}

std::vector<const plan::Trial*> ForeignTrials::look(const std::function<bool(const plan::Trial&)>& waited_for) {
  constexpr auto interval = std::chrono::seconds(1);
  const auto now = Clock::now();
  std::vector<const plan::Trial*> free;
  if (trials_.empty() || now - looked_at_ < interval) return free;
  looked_at_ = now;
  const double now_s = std::chrono::duration<double>(now.time_since_epoch()).count();
  std::vector<const plan::Trial*> kept;
  for (const plan::Trial* trial : trials_) {
    const bool is_alive = silence_.look(trial->id, Lease::look(folder_of_(*trial).lease(trial->id)), now_s) == SilenceWatch::Finding::alive;
    if (!is_foreign(*trial)) {
      free.push_back(trial);
    } else if (!is_alive || waited_for(*trial)) {
      kept.push_back(trial);
    }
  }
  trials_ = std::move(kept);
  return free;
}

}  // namespace assay::run
