#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "assay/core/value.hpp"

namespace assay::record {

/// The append-only log of a running trial: one line per event, "<crc32 in 8 hex digits> <json>\n".
///
/// Events are tables with a "t":
///   declare   name, cadence ("step"|"epoch"|"eval"), help, unit
///   row       cadence, index, wall_s (seconds since the trial began, resumes included), values (table name -> number)
///   event     utc, level ("info"|"warning"|"error"), code, text
///   state     state ("started"|"resumed"|"expected"|"checkpoint"|"interrupted"), utc, epoch, epochs (0: unknown)
class JournalWriter {
 public:
  /// Opens or creates `path`; keeps the first `keep_bytes` bytes and cuts off the rest (what came after the last checkpoint).
  /// Throws DataError "record.journal-damaged" when the file is shorter: then start the trial over. TrialError "record.write-failed".
  JournalWriter(const std::filesystem::path& path, std::uint64_t keep_bytes);
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;
  ~JournalWriter();

  /// Appends one event with a single write. Throws TrialError "record.write-failed" (disk full, …); the journal then ends
  /// with the last whole line.
  void append(const Value& event);
  /// fsync. Throws TrialError "record.write-failed".
  void sync();
  /// Bytes written so far; stored in a checkpoint, so that a resumed trial can cut the tail off.
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

/// Reads journals incrementally: for progress, and whole for the trial file.
class JournalReader {
 public:
  explicit JournalReader(std::filesystem::path path);
  /// Events appended since the last call; none when there is no file. Stops before a torn or corrupt line. Starts over when the file
  /// shrank, so a reader that adds events up must do so too: see `restarts`.
  std::vector<Value> poll();
  /// How often reading started over because the file had become shorter.
  [[nodiscard]] int restarts() const { return restarts_; }

 private:
  std::filesystem::path path_;
  std::uint64_t position_ = 0;
  int restarts_ = 0;
};

}  // namespace assay::record
