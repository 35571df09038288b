#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <sys/types.h>

#include "assay/core/value.hpp"
#include "record/trial_record.hpp"

namespace assay::run {

/// Resident memory of a process in bytes; 0 when it is gone.
std::int64_t resident_bytes(pid_t process);

/// The limits of [run] for one trial, held against its process from outside: a plugin that hangs or leaks cannot ignore them.
class LimitWatch {
 public:
  LimitWatch(const Value& run_options, pid_t process);

  /// Why the trial must be killed now, if it must: "trial.timeout" or "trial.memory-limit".
  [[nodiscard]] std::optional<record::Failure> exceeded() const;

 private:
  using Clock = std::chrono::steady_clock;

  pid_t process_;
  double timeout_s_;
  std::int64_t memory_mb_;
  Clock::time_point started_ = Clock::now();
};

}  // namespace assay::run
