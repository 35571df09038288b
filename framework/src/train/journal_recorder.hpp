#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "assay/record/recorder.hpp"
#include "record/journal.hpp"

namespace assay::train {

/// A Recorder that writes each committed row and each event to the trial's journal at once.
class JournalRecorder final : public Recorder {
 public:
  /// `past` are the events that the journal holds already, `wall_s` the seconds that the trial has run before.
  JournalRecorder(record::JournalWriter& journal, const std::vector<Value>& past, double wall_s);

  /// Declaring a name again with the same cadence does nothing; with another one throws InternalError "recorder.redeclared".
  void declare(const std::string& name, Cadence cadence, const std::string& help, const std::string& unit) override;
  /// Throws InternalError "recorder.undeclared".
  void record(const std::string& name, double value) override;
  void commit(Cadence cadence, std::int64_t index) override;
  void event(EventLevel level, const std::string& code, const std::string& text) override;
  void state(const std::string& state, std::int64_t epoch, std::int64_t epochs);

  /// Seconds that the trial has run, earlier attempts included.
  [[nodiscard]] double wall_s() const;
  /// Values recorded but not committed, as a table by name.
  [[nodiscard]] Value pending() const;
  void restore_pending(const Value& pending);

 private:
  record::JournalWriter& journal_;
  std::map<std::string, Cadence> cadences_;
  std::map<std::string, double> pending_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double earlier_s_ = 0.0;
};

}  // namespace assay::train
