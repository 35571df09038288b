#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/random.hpp"
#include "assay/core/value.hpp"
#include "record/checkpoint_file.hpp"
#include "record/journal.hpp"
#include "record/trial_job.hpp"
#include "train/journal_recorder.hpp"
#include "train/trial.hpp"

namespace assay::train {

/// What a method saved of itself: where it stands, and its tensors.
struct SavedState {
  Value progress;
  NamedTensors tensors;

  /// The tensors whose names begin with `prefix`, without it.
  [[nodiscard]] NamedTensors under(const std::string& prefix) const;
  /// Throws DataError "checkpoint.unusable" when absent.
  [[nodiscard]] Tensor tensor(const std::string& name) const;
};

/// Reads the checkpoint of a trial. Nothing when there is none, or when it is damaged or of another trial; then `why_not` says so.
std::optional<record::Checkpoint> find_checkpoint(const record::TrialJob& job, std::string& why_not);

/// The ties of a running trial to its files: journal, checkpoint, kept arrays, and the wish to stop.
class TrialSession {
 public:
  /// Goes on after `checkpoint`, or begins. Throws DataError "checkpoint.*" or "record.journal-damaged" when the trial cannot go on.
  TrialSession(const record::TrialJob& job, Streams& streams, StopRequested stop_requested, const std::optional<record::Checkpoint>& checkpoint);
  TrialSession(const TrialSession&) = delete;
  TrialSession& operator=(const TrialSession&) = delete;

  JournalRecorder& recorder() { return recorder_; }
  Streams& streams() { return streams_; }
  /// The state to go on from, or nullptr at the beginning.
  [[nodiscard]] const SavedState* saved() const { return saved_ ? &*saved_ : nullptr; }

  [[nodiscard]] bool stop_requested() const { return stop_requested_ && stop_requested_(); }
  /// Whether the job has the trial leave after this epoch or round.
  [[nodiscard]] bool pauses_after(std::int64_t epoch) const { return job_.pause_after > 0 && epoch >= job_.pause_after; }
  /// Whether the time between two checkpoints is over; `round_ended` is true at the end of an epoch or round.
  [[nodiscard]] bool save_due(bool round_ended) const;
  /// Writes a checkpoint: `progress` and `tensors` of the method, and the state of all streams.
  void save(const Value& progress, const NamedTensors& tensors, std::int64_t epoch);
  /// How many rounds a method has told to expect; after `round` of them.
  void expect_rounds(std::int64_t round, std::int64_t total);
  void interrupted(std::int64_t epoch);
  /// The same for a trial that leaves because its job says so.
  void paused(std::int64_t epoch);
  [[nodiscard]] bool has_paused() const { return paused_; }

  /// Stores a large array beside the checkpoint until the trial ends, so that checkpoints stay small.
  void keep(const record::Array& array);
  /// All kept arrays, in the order of their names.
  [[nodiscard]] std::vector<record::Array> kept() const;

  [[nodiscard]] std::int64_t resumes() const { return resumes_; }
  [[nodiscard]] const std::string& started_utc() const { return started_utc_; }
  /// Everything the journal tells.
  [[nodiscard]] std::vector<Value> journal() const;
  /// Removes journal, checkpoint and kept arrays: the trial file has it all.
  void remove_files();

 private:
  [[nodiscard]] std::filesystem::path kept_path(const std::string& name) const;
  void begin();
  void resume(const record::Checkpoint& checkpoint);

  const record::TrialJob& job_;
  Streams& streams_;
  StopRequested stop_requested_;
  record::JournalWriter journal_;
  JournalRecorder recorder_;
  double checkpoint_s_;
  std::int64_t epochs_;  ///< of the spec; of a baseline the rounds that it expects, 0 until it tells
  std::chrono::steady_clock::time_point last_save_ = std::chrono::steady_clock::now();
  std::optional<SavedState> saved_;
  std::vector<std::string> kept_names_;
  bool paused_ = false;
  std::int64_t resumes_ = 0;
  std::string started_utc_;
};

}  // namespace assay::train
