#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "base/catalog.hpp"
#include "host/child_process.hpp"
#include "host/protocol.hpp"

namespace assay::host {

struct HostSettings {
  std::filesystem::path program;                      ///< empty: assay-host beside this program
  std::vector<std::filesystem::path> plugin_folders;  ///< empty: the usual places, see locations.hpp
  int threads = 1;                                    ///< compute threads of each trial
  double load_timeout_s = 20.0;                       ///< a library that takes longer to load is given up
};

/// A running assay-host. Everything that plugin code can do wrong happens over there.
///
/// A library that crashes or hangs while it is loaded is named in the catalogue's `rejected`, and the host is started again without it.
class HostProcess {
 public:
  /// Starts the host and returns at once; loading goes on while the caller works.
  explicit HostProcess(HostSettings settings);
  ~HostProcess();
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  /// Waits until the plugins are loaded and returns what they offer.
  const Catalog& describe();

  /// Sends {"op": …} and waits for its reply's `result`; events that come meanwhile are kept for `next_event`.
  /// Throws the error that the host reports, and InternalError "host.died" when it ended instead.
  Value request(Value request);
  /// The oldest event not yet handed out, waiting at most `timeout_ms`. Throws InternalError "host.died" when the host has ended.
  std::optional<Value> next_event(int timeout_ms);

  /// To poll() on, together with other descriptors; readable when `next_event(0)` may give something. Drain it before polling.
  [[nodiscard]] int event_descriptor() const;
  [[nodiscard]] pid_t pid() const;
  /// Tells the host to end: it asks its workers to save and stop, waits for them and exits. Returns false when it did not end in time.
  bool close(int timeout_ms);

 private:
  using Clock = std::chrono::steady_clock;

  void start();
  void set_load_deadline();
  void wait_until_loaded();
  void give_up_library(const std::string& code, const std::string& reason);
  [[noreturn]] void died();

  HostSettings settings_;
  std::unique_ptr<ChildProcess> child_;
  std::unique_ptr<LineReader> reader_;
  std::string loading_;  ///< library that the host is loading just now
  bool loaded_ = false;
  Clock::time_point load_deadline_;  ///< for the next word of the host while it loads
  std::vector<RejectedLibrary> given_up_;
  std::deque<Value> events_;
  std::int64_t last_id_ = 0;
  std::optional<Catalog> catalog_;
};

}  // namespace assay::host
