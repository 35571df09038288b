#include "run/stage_book.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/clock.hpp"
#include "record/trial_file.hpp"
#include "run/stage_cache.hpp"

namespace assay::run {

StageBook::StageBook(const plan::Plan& plan, record::RunFolder cache) : cache_(std::move(cache)) {
  for (const auto& stage : plan.stages) {
    in_order_.push_back(&stage);
    stages_.insert(&stage);
  }
}

std::vector<const plan::Trial*> StageBook::missing_for(const std::vector<const plan::Trial*>& trials) {
  for (const auto* trial : trials) {
    for (const auto& stage : trial->stages) ++entries_[stage.second].uses;
  }
  std::vector<const plan::Trial*> missing;
  for (const auto* stage : in_order_) {
    const auto entry = entries_.find(stage->id);
    if (entry == entries_.end()) continue;  // every trial that needs it is done
    look(stage->id, entry->second);
    entry->second.was_there = entry->second.state == State::done;
    if (entry->second.was_there) {
      mark_used(cache_, stage->id);
    } else {
      entry->second.state = State::missing;  // what failed in an earlier run is tried again
      missing.push_back(stage);
    }
  }
  return missing;
}

void StageBook::look(const std::string& id, Entry& entry) const {
  entry.state = State::missing;
  if (!std::filesystem::exists(cache_.trial(id))) return;
  try {
    const auto summary = record::read_trial_summary(cache_.trial(id));
    entry.state = summary.status == "done" ? State::done : State::failed;
    entry.wall_s = summary.wall_s;
    entry.error = fmt::format("{} [{}]", summary.error_text.substr(0, summary.error_text.find('\n')), summary.error_code);
  } catch (const Error&) {
    // An unreadable file is no result: the stage runs again.
  }
}

void StageBook::update(const plan::Trial& stage) { look(stage.id, entries_[stage.id]); }

StageBook::Readiness StageBook::readiness(const plan::Trial& trial) const {
  Readiness readiness = Readiness::ready;
  for (const auto& stage : trial.stages) {
    const State state = entries_.at(stage.second).state;
    if (state == State::failed) return Readiness::impossible;
    if (state == State::missing) readiness = Readiness::waiting;
  }
  return readiness;
}

std::string StageBook::why_impossible(const plan::Trial& trial) const {
  for (const auto& stage : trial.stages) {
    const Entry& entry = entries_.at(stage.second);
    if (entry.state == State::failed) return fmt::format("the stage '{}' ({}) failed: {}", stage.first, stage.second, entry.error);
  }
  return {};
}

std::string StageBook::summary(std::size_t computed) const {
  std::size_t uses = 0;
  double saved_s = 0.0;
  for (const auto& [id, entry] : entries_) {
    uses += entry.uses;
    saved_s += entry.wall_s * static_cast<double>(entry.was_there ? entry.uses : std::max<std::size_t>(entry.uses, 1) - 1);
  }
  if (entries_.empty()) return {};
  return fmt::format("stages: {} computed, {} found in the cache, used {} times; sharing saved {}", computed,
                     std::count_if(entries_.begin(), entries_.end(), [](const auto& entry) { return entry.second.was_there; }), uses,
                     duration_text(saved_s));
}

}  // namespace assay::run
