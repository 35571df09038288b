#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/machine.hpp"
#include "plan/plan.hpp"

namespace assay::run {

/// A trial that runs, with what it holds of the memory now.
struct Occupant {
  const plan::Trial* trial;
  std::int64_t resident_bytes;
};

/// Says whether one more trial fits into the memory beside those that run. A trial needs what the largest trial of its arm in its case has needed in
/// this run, at most its own [run] memory_mb; while none of them is known, what the largest of all has needed. The first trials of a run are let in.
class Admission {
 public:
  explicit Admission(std::function<std::int64_t()> available_bytes = available_memory_bytes) : available_bytes_(std::move(available_bytes)) {}

  /// Always true when nothing runs: waiting would not help.
  [[nodiscard]] bool fits(const plan::Trial& next, const std::vector<Occupant>& running);
  /// A trial has been seen to need so much.
  void observe(const plan::Trial& trial, std::int64_t bytes);

 private:
  [[nodiscard]] std::int64_t needed_bytes(const plan::Trial& trial) const;

  std::function<std::int64_t()> available_bytes_;
  std::map<std::string, std::int64_t> largest_;  ///< of each arm in each case
};

}  // namespace assay::run
