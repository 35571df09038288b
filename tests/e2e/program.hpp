#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace e2e {

/// What a program left behind.
struct Outcome {
  int status = -1;  ///< exit status; -1 when a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
};

using Environment = std::map<std::string, std::string>;

/// A running program, usually `assay`. Its standard output and error go to files; it and all its descendants die with this object.
class Program {
 public:
  /// Starts `command` in `folder`. Variables that would lead out of the test (ASSAY_DATA, …) are unset unless `environment` has them.
  Program(const std::vector<std::string>& command, const std::filesystem::path& folder, const Environment& environment = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  void send(int signal) const;
  /// SIGKILL for the program and every descendant, as a power failure would do it. Returns when all are gone.
  void kill_everything();
  [[nodiscard]] bool ended();
  /// What it has written to standard error so far.
  [[nodiscard]] std::string error_text() const;
  /// The end of the program; one that takes longer than `limit` is killed, and the outcome then has SIGKILL.
  Outcome wait(std::chrono::seconds limit = std::chrono::seconds(240));
  /// Children, grandchildren, …, of which the program's own children come first.
  [[nodiscard]] std::vector<pid_t> descendants() const;
  /// Lets descendants that have ended without their parent disappear.
  static void reap_orphans();

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t pid_ = -1;
  int wait_status_ = 0;
  bool reaped_ = false;
};

/// <build>/bin/assay.
std::string assay_program();
/// {assay, arguments…}.
std::vector<std::string> assay(const std::vector<std::string>& arguments);
/// Runs assay to its end.
Outcome run_assay(const std::vector<std::string>& arguments, const std::filesystem::path& folder, const Environment& environment = {});

/// A shell command in a mount namespace of its own, where it may mount a file system for itself.
std::vector<std::string> in_own_mounts(const std::string& shell);
/// Whether this process may do so; says that the test is skipped if not.
bool can_mount(const std::filesystem::path& folder);

/// Waits until `condition` holds; false when `program` ended first or it took longer than a minute.
bool wait_until(Program& program, const std::function<bool()>& condition);

}  // namespace e2e
