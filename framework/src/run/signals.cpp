#include "run/signals.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace assay::run {
namespace {

volatile std::sig_atomic_t signals_seen = 0;
volatile std::sig_atomic_t last_signal = 0;
std::array<int, 2> wake_pipe{-1, -1};

void on_signal(int number) {
  const int saved = errno;
  signals_seen = signals_seen + 1;
  last_signal = number;
  const char byte = 0;
  [[maybe_unused]] const auto written = write(wake_pipe[1], &byte, 1);
  errno = saved;
}

}  // namespace

int exit_status_of_signal(int signal) {
  constexpr int resumable = 75;
  return signal == SIGUSR1 ? resumable : 128 + signal;
}

SignalWatch::SignalWatch() {
  [[maybe_unused]] const int result = pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGUSR1, &action, nullptr);  // what batch systems send before they take the machine away
  std::signal(SIGPIPE, SIG_IGN);         // a host that died is noticed where it is written to
}

SignalWatch::~SignalWatch() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGUSR1, SIG_DFL);
  for (int& end : wake_pipe) {
    close(end);
    end = -1;
  }
}

// NOLINTBEGIN(readability-convert-member-functions-to-static): a handler has no object, so that its state is static
int SignalWatch::descriptor() const { return wake_pipe[0]; }

void SignalWatch::drain() {
  std::array<char, 64> bytes{};
  while (read(wake_pipe[0], bytes.data(), bytes.size()) > 0) {
  }
}

int SignalWatch::count() const { return signals_seen; }
int SignalWatch::last() const { return last_signal; }
// NOLINTEND(readability-convert-member-functions-to-static)

}  // namespace assay::run
