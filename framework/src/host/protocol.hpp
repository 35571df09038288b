#pragma once

#include <optional>
#include <string>

#include "assay/core/error.hpp"
#include "assay/core/value.hpp"

/// How assay and assay-host talk: one JSON object per line.
///
///   request  {"id": n, "op": "describe", …}
///   reply    {"id": n, "result": {…}}  or  {"id": n, "error": {"category": "plugin", "diagnostics": [{…}, …]}}
///   event    {"event": "loading", …}: not asked for, between replies

namespace assay::host {

/// An error as plain data, and back.
Value error_to_value(const Error& error);
Error error_from_value(const Value& value);

/// Lines from a file descriptor that may deliver them in pieces.
class LineReader {
 public:
  explicit LineReader(int descriptor) : descriptor_(descriptor) {}

  /// The next whole line without its end; nothing when none came within `timeout_ms` (negative: wait for ever) or the other end closed.
  std::optional<std::string> next(int timeout_ms = -1);
  /// True once the other end has closed and every whole line was handed out.
  [[nodiscard]] bool at_end() const { return closed_ && buffer_.find('\n') == std::string::npos; }

 private:
  std::optional<std::string> take_line();

  int descriptor_;
  bool closed_ = false;
  std::string buffer_;
};

/// Writes the value and a line end; returns false when the other end is closed. SIGPIPE must be ignored.
bool write_line(int descriptor, const Value& value);

}  // namespace assay::host
