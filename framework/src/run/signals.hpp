#pragma once

namespace assay::run {

/// Exit status of a program that a signal stopped in order: 75 after SIGUSR1, with which batch systems announce the end, else 128 + `signal`.
int exit_status_of_signal(int signal);

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
