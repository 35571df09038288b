#pragma once

namespace assay::run {

/// Turns SIGINT, SIGTERM and SIGUSR1 into something an event loop can wait for, while it lives. One per process.
class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  /// Readable after a signal; `drain` empties it.
  [[nodiscard]] int descriptor() const;
  void drain();
  /// How often a signal came, and which came last (0: none).
  [[nodiscard]] int count() const;
  [[nodiscard]] int last() const;
};

}  // namespace assay::run
