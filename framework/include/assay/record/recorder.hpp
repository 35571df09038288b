#pragma once

#include <cstdint>
#include <string>

#include "assay/abi/export.hpp"

namespace assay {
inline namespace abi_1 {

/// How often a series gets a value; each cadence has one shared index in the result file.
enum class Cadence { step, epoch, eval };

enum class EventLevel { info, warning, error };

/// Where a trial writes what it measures. A series must be declared before its first value.
class ASSAY_EXPORT Recorder {
 public:
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  virtual ~Recorder();

  /// `name` is "component.quantity" in snake_case; `help` says what it is; `unit` is "1" for plain numbers, "nat", "s", ….
  virtual void declare(const std::string& name, Cadence cadence, const std::string& help, const std::string& unit = "1") = 0;
  /// Sets the value of `name` in the row that its cadence is filling; a value not set is NaN.
  virtual void record(const std::string& name, double value) = 0;
  /// Ends the row of `cadence` with the given index (step, epoch or epoch of the evaluation, all from 1).
  virtual void commit(Cadence cadence, std::int64_t index) = 0;
  /// A line for the trial's event list; `code` is a stable dotted identifier.
  virtual void event(EventLevel level, const std::string& code, const std::string& text) = 0;

 protected:
  Recorder() = default;
};

}  // namespace abi_1
}  // namespace assay
