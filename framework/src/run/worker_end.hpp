#pragma once

#include <cstdint>
#include <filesystem>

#include <sys/types.h>

#include "assay/core/value.hpp"
#include "record/trial_record.hpp"

namespace assay::run {

/// How the process of a trial ended, as the host reports it.
struct WorkerEnd {
  pid_t pid = 0;
  std::int64_t status = 0;  ///< see trial_exit.hpp; 0 when a signal ended it
  std::int64_t signal = 0;  ///< 0: none
  std::int64_t max_rss_bytes = 0;

  static WorkerEnd from(const Value& event);
  [[nodiscard]] bool exited_with(int wanted) const { return signal == 0 && status == wanted; }
};

/// What the file of a trial says whose process ended without a result; with the end of its log.
record::Failure crash_of(const WorkerEnd& end, const std::filesystem::path& log);

}  // namespace assay::run
