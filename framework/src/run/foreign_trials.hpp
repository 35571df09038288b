#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "record/run_folder.hpp"
#include "run/silence_watch.hpp"

namespace assay::run {

/// The trials and stages of a run that other processes work on, here or on other machines.
class ForeignTrials {
 public:
  /// Where a trial's files lie: in the run folder, or a stage's in the cache.
  using FolderOf = std::function<const record::RunFolder&(const plan::Trial&)>;

  explicit ForeignTrials(FolderOf folder_of) : folder_of_(std::move(folder_of)) {}

  /// Whether somebody works on the trial who is not known to have died.
  [[nodiscard]] bool is_foreign(const plan::Trial& trial) const;
  /// The nonce of an owner that was found silent, from whom the trial may be taken over; else empty.
  [[nodiscard]] std::string silent_owner(const plan::Trial& trial) const { return silence_.silent(trial.id); }

  void add(const plan::Trial& trial) { trials_.push_back(&trial); }
  [[nodiscard]] bool empty() const { return trials_.empty(); }

  /// Looks at all of them, at most once a second: returns those that nobody works on any more. Of those whose owner gives signs of life only the ones
  /// that are `waited_for` are kept.
  std::vector<const plan::Trial*> look(const std::function<bool(const plan::Trial&)>& waited_for);

 private:
  using Clock = std::chrono::steady_clock;

  FolderOf folder_of_;
  std::vector<const plan::Trial*> trials_;
  SilenceWatch silence_;  ///< over their owners
  Clock::time_point looked_at_{};
};

}  // namespace assay::run
