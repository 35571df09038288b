#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace assay::host {

/// A program to start with its standard input and output as pipes.
struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  ///< set on top of this process's own
};

/// How a process ended.
struct Ending {
  int status = 0;  ///< exit status, when `signal` is 0
  int signal = 0;

  /// "exit status 1", "signal 6 (Aborted)".
  [[nodiscard]] std::string text() const;
};

/// Reads what waitpid() reports.
Ending ending_from_wait(int wait_status);

/// A running child in a process group of its own, so that Ctrl-C on the terminal reaches this process only. Killed on destruction.
class ChildProcess {
 public:
  /// Throws InternalError "host.start-failed" when the program cannot be started.
  explicit ChildProcess(const Command& command);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int input() const { return input_; }    ///< write here
  [[nodiscard]] int output() const { return output_; }  ///< read here
  void close_input();
  /// Waits at most `timeout_ms` (negative: for ever) for the end.
  std::optional<Ending> wait(int timeout_ms);
  void kill(int signal);

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::optional<Ending> ending_;
};

}  // namespace assay::host
