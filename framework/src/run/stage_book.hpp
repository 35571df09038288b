#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "record/run_folder.hpp"

namespace assay::run {

/// Which stages a run needs, how they stand, and what sharing them saves.
class StageBook {
 public:
  StageBook(const plan::Plan& plan, record::RunFolder cache);

  /// The stages that `trials` start from and that the cache does not hold yet, those that others need first.
  [[nodiscard]] std::vector<const plan::Trial*> missing_for(const std::vector<const plan::Trial*>& trials);
  [[nodiscard]] bool is_stage(const plan::Trial& trial) const { return stages_.count(&trial) != 0; }

  enum class Readiness { ready, waiting, impossible };
  /// Whether everything that the trial starts from is there; `impossible` when a stage has failed.
  [[nodiscard]] Readiness readiness(const plan::Trial& trial) const;
  /// "the stage 'pretrain' failed: …"
  [[nodiscard]] std::string why_impossible(const plan::Trial& trial) const;
  /// Looks at the stage's file again.
  void update(const plan::Trial& stage);

  /// "3 stages computed, used 12 times; sharing saved 4 min 10 s"; empty without stages.
  [[nodiscard]] std::string summary(std::size_t computed) const;

 private:
  enum class State { missing, done, failed };
  struct Entry {
    State state = State::missing;
    std::string error;
    double wall_s = 0.0;
    std::size_t uses = 0;
    bool was_there = false;
  };

  void look(const std::string& id, Entry& entry) const;

  record::RunFolder cache_;
  std::vector<const plan::Trial*> in_order_;
  std::set<const plan::Trial*> stages_;
  std::map<std::string, Entry> entries_;
};

}  // namespace assay::run
