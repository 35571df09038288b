#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include "run/progress.hpp"

namespace assay::data {

/// How far a download is: one redrawn line on a terminal, else a line every half minute.
class FetchProgress {
 public:
  FetchProgress(run::ProgressStyle style, std::FILE* stream) : style_(style), stream_(stream) {}

  void begin(std::string name);
  /// `total` is 0 where nobody knows.
  void update(std::int64_t have, std::int64_t total);
  /// A line that stays.
  void say(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::string line(std::int64_t have, std::int64_t total) const;
  void clear();

  run::ProgressStyle style_;
  std::FILE* stream_;
  std::string name_;
  bool drawn_ = false;
  std::int64_t first_have_ = -1;
  Clock::time_point started_{};
  Clock::time_point last_{};
};

}  // namespace assay::data
