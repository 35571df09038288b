#include "child_stream.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {
namespace {

/// Processor time to compute without output: some, and more for whoever may fill more memory.
rlim_t silent_seconds(std::uint64_t memory) { return 3 + static_cast<rlim_t>(memory >> 30U); }

/// What begins every message of the child.
struct Message {
  enum Kind : std::uint32_t { data, error, end };

  Kind kind;
  std::uint32_t bytes;
};

void write_all(int pipe, const void* bytes, std::size_t count) {
  const auto* place = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t done = write(pipe, place, count);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) _exit(0);  // nobody listens any more
    place += done;
    count -= static_cast<std::size_t>(done);
  }
}

void send(int pipe, Message::Kind kind, const void* bytes, std::size_t count) {
  const Message message{kind, static_cast<std::uint32_t>(count)};
  write_all(pipe, &message, sizeof(message));
  write_all(pipe, bytes, count);
}

/// The soft limit moves on with every message, so that only computing without output reaches it.
void grant_time(rlim_t seconds) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  rlimit limit{};
  getrlimit(RLIMIT_CPU, &limit);
  limit.rlim_cur = std::min(limit.rlim_max, static_cast<rlim_t>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + seconds);
  setrlimit(RLIMIT_CPU, &limit);
}

class PipeOutlet final : public Outlet {
 public:
  PipeOutlet(int pipe, rlim_t seconds) : pipe_(pipe), seconds_(seconds) {}
  void write(const void* bytes, std::size_t count) override {
    constexpr std::size_t largest = 1 << 20;
    const auto* place = static_cast<const char*>(bytes);
    for (; count > 0; grant_time(seconds_)) {
      const std::size_t piece = std::min(count, largest);
      send(pipe_, Message::data, place, piece);
      place += piece;
      count -= piece;
    }
  }

 private:
  int pipe_;
  rlim_t seconds_;
};

void grant_memory(std::uint64_t bytes) {
  unsigned long pages = 0;
  std::ifstream("/proc/self/statm") >> pages;  // 0 when that fails
  if (pages == 0) return;
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = std::min(limit.rlim_max, static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + bytes);
  setrlimit(RLIMIT_AS, &limit);
}

/// A crash in the child is an expected outcome: no core, no handler of the parent's, no text on its terminal.
void isolate(std::uint64_t memory) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGINT, SIGXCPU}) std::signal(signal, SIG_DFL);
  std::signal(SIGPIPE, SIG_IGN);
  const rlimit none{};
  setrlimit(RLIMIT_CORE, &none);
  grant_time(silent_seconds(memory));
  grant_memory(memory);
  const int silence = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (silence >= 0) {
    dup2(silence, STDOUT_FILENO);
    dup2(silence, STDERR_FILENO);
  }
}

std::string joined(const assay::Diagnostic& diagnostic) { return diagnostic.code + '\0' + diagnostic.message + '\0' + diagnostic.help; }

[[noreturn]] void run_child(int pipe, std::uint64_t memory, const std::function<void(Outlet&)>& work) {
  isolate(memory);
  try {
    PipeOutlet outlet(pipe, silent_seconds(memory));
    work(outlet);
    send(pipe, Message::end, nullptr, 0);
  } catch (const assay::Error& error) {
    const std::string text = joined(error.diagnostics().front());
    send(pipe, Message::error, text.data(), text.size());
  } catch (...) {
    _exit(1);  // out of memory, most likely; the parent says that reading failed
  }
  _exit(0);
}

}  // namespace

ChildStream::ChildStream(std::string name, std::uint64_t memory, const std::function<void(Outlet&)>& work) : name_(std::move(name)) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw assay::InternalError("internal.pipe", fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ < 0) {
    close(ends[0]);
    close(ends[1]);
    throw assay::InternalError("internal.fork", fmt::format("cannot start a process to read '{}': {}", name_, std::strerror(errno)));
  }
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(ends[0]);
    if (getppid() == parent) run_child(ends[1], memory, work);
    _exit(0);
  }
  close(ends[1]);
  pipe_ = ends[0];
}

ChildStream::~ChildStream() {
  if (pipe_ >= 0) close(pipe_);
  if (child_ > 0) {
    kill(child_, SIGKILL);
    reap();
  }
}

int ChildStream::reap() {
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  return status;
}

/// Fewer bytes than asked for mean that the child is gone.
std::size_t ChildStream::from_pipe(void* out, std::size_t count) const {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t some = ::read(pipe_, static_cast<char*>(out) + done, count - done);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) break;
    done += static_cast<std::size_t>(some);
  }
  return done;
}

void ChildStream::fail_child() {
  const int status = reap();
  std::string reason = "ended early";
  if (WIFSIGNALED(status)) reason = fmt::format("crashed ({})", strsignal(WTERMSIG(status)));
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) reason = "came to no end";
  throw bad_data("data.corrupted", fmt::format("'{}' is damaged: the library that reads it {}", name_, reason), fetch_again);
}

void ChildStream::rethrow(std::size_t bytes) {
  std::string text(bytes, '\0');
  if (from_pipe(text.data(), bytes) != bytes) fail_child();
  const auto first = text.find('\0');
  const auto second = text.find('\0', first + 1);
  if (first == std::string::npos || second == std::string::npos) fail_child();
  throw assay::DataError({text.substr(0, first), text.substr(first + 1, second - first - 1), {}, text.substr(second + 1), {}});
}

bool ChildStream::next_message() {
  Message message{};
  if (from_pipe(&message, sizeof(message)) != sizeof(message)) fail_child();
  if (message.kind == Message::error) rethrow(message.bytes);
  left_in_message_ = message.bytes;
  ended_ = message.kind == Message::end;
  return !ended_;
}

std::size_t ChildStream::read_some(unsigned char* out, std::size_t count) {
  while (left_in_message_ == 0) {
    if (ended_ || !next_message()) return 0;
  }
  const std::size_t piece = std::min(count, left_in_message_);
  if (from_pipe(out, piece) != piece) fail_child();
  left_in_message_ -= piece;
  return piece;
}

}  // namespace datasets
