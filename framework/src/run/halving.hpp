#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "plan/plan.hpp"
#include "record/run_folder.hpp"

namespace assay::run {

/// Successive halving (Jamieson and Talwalkar 2016) over the settings of each arm in each case, judged by the mean over their seeds. All trials of a
/// rung are waited for, and every decision follows from what they measured alone: neither the order in which they end nor a break changes who goes
/// on.
class Halving {
 public:
  Halving(const plan::Plan& plan, record::RunFolder folder);

  /// Whether the plan asks for it.
  [[nodiscard]] bool is_on() const { return options_.has_value(); }
  /// Epoch after which trials pause in the present rung; 0 after the last one.
  [[nodiscard]] std::int64_t pause_after() const;
  /// Whether the trial has already measured what the present rung compares.
  [[nodiscard]] bool has_reached(const plan::Trial& trial) const;
  /// Ends the present rung, once all its trials have paused or ended. Throws SpecError "run.halving-metric" when no trial measured the metric.
  void end_rung();
  /// Why the trial was stopped, after the rungs so far; empty when it goes on.
  [[nodiscard]] std::string why_stopped(const plan::Trial& trial) const;

 private:
  struct Setting {
    std::vector<const plan::Trial*> trials;  ///< one per seed
    std::string why_stopped;
  };
  /// Settings that compete.
  using Heat = std::vector<Setting*>;

  [[nodiscard]] std::vector<Heat> heats();
  void decide(Heat heat, std::int64_t epoch);
  /// Mean over the seeds, turned so that more is better; nothing when a seed failed or measured no number.
  [[nodiscard]] std::optional<double> score(const Setting& setting, std::int64_t epoch) const;
  void require_metric() const;

  const plan::Plan& plan_;
  record::RunFolder folder_;
  std::optional<HalvingOptions> options_;
  std::vector<Setting> settings_;  ///< in the order of the plan
  std::map<std::string, std::size_t> setting_of_;
  std::size_t rung_ = 0;
};

}  // namespace assay::run
