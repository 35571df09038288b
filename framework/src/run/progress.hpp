#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "record/journal.hpp"

namespace assay::run {

enum class ProgressStyle { none, lines, redraw };

/// redraw on a terminal, lines elsewhere, none when `quiet`; TERM=dumb is no terminal.
ProgressStyle progress_style(bool quiet, std::FILE* stream);

/// "9.9 MB"; of 10^6 bytes.
std::string size_text(std::int64_t bytes);

/// "[#####...................]": how much of the whole is done.
std::string progress_bar(std::int64_t part, std::int64_t whole);

/// Characters in a line of the terminal; 80 where nobody knows.
std::size_t terminal_width(std::FILE* stream);

/// What a journal tells of a running trial.
class TrialProgress {
 public:
  TrialProgress(std::string label, const std::filesystem::path& journal);

  void poll();
  [[nodiscard]] const std::string& label() const { return label_; }
  [[nodiscard]] std::int64_t epoch() const { return epoch_; }
  /// 0: unknown.
  [[nodiscard]] std::int64_t epochs() const { return epochs_; }
  /// "epoch", or "round" for a baseline.
  [[nodiscard]] const char* unit() const { return counts_epochs_ ? "epoch" : "round"; }
  /// Seconds until the last epoch at the pace since the trial was started or resumed; negative when unknown.
  [[nodiscard]] double seconds_left() const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string label_;
  record::JournalReader journal_;
  std::int64_t epoch_ = 0;
  std::int64_t epochs_ = 0;
  bool counts_epochs_ = false;  ///< baselines begin without knowing how many rounds there will be, and may tell later
  std::int64_t first_epoch_ = -1;
  Clock::time_point first_seen_{};
};

/// Writes the state of a run to a stream: redrawn lines on a terminal, else a line per finished trial and one every half minute.
class Progress {
 public:
  Progress(ProgressStyle style, std::FILE* stream, std::size_t total, std::size_t done_before);

  /// A line that stays.
  void say(const std::string& line);
  void finished(const std::string& label, const std::string& status, double wall_s, const std::string& detail);
  void update(const std::vector<TrialProgress*>& running);
  /// Removes the redrawn lines.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  ProgressStyle style_;
  std::FILE* stream_;
  std::size_t total_;
  std::size_t done_;
  std::size_t failed_ = 0;
  int drawn_lines_ = 0;
  Clock::time_point started_ = Clock::now();
  Clock::time_point last_line_ = started_;
};

}  // namespace assay::run
