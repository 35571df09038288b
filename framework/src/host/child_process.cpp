#include "host/child_process.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"

extern "C" char** environ;  // NOLINT(readability-redundant-declaration): not every unistd.h declares it

namespace assay::host {
namespace {

[[noreturn]] void start_failed(const Command& command, int error) {
  throw InternalError("host.start-failed", fmt::format("'{}' cannot be started: {}", command.program.string(), std::strerror(error)));
}

std::vector<std::string> environment_with(const Command& command) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : command.environment) variables[name] = value;
  std::vector<std::string> lines;
  lines.reserve(variables.size());
  for (const auto& [name, value] : variables) lines.push_back(fmt::format("{}={}", name, value));
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// What posix_spawn needs, released on every path.
struct SpawnPlan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

void prepare(SpawnPlan& plan, int child_input, int child_output) {
  posix_spawn_file_actions_adddup2(&plan.actions, child_input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&plan.actions, child_output, STDOUT_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGHUP}) sigaddset(&defaults, signal);
  posix_spawnattr_setsigmask(&plan.attributes, &none);
  posix_spawnattr_setsigdefault(&plan.attributes, &defaults);
  posix_spawnattr_setpgroup(&plan.attributes, 0);
  posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

void close_all(std::initializer_list<int> descriptors) {
  for (const int descriptor : descriptors) {
    if (descriptor >= 0) close(descriptor);
  }
}

}  // namespace

std::string Ending::text() const {
  if (signal == 0) return fmt::format("exit status {}", status);
  const char* name = strsignal(signal);
  return fmt::format("signal {} ({})", signal, name == nullptr ? "unknown" : name);
}

Ending ending_from_wait(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {0, WTERMSIG(wait_status)};
  return {WEXITSTATUS(wait_status), 0};
}

ChildProcess::ChildProcess(const Command& command) {
  std::array<int, 2> to_child{-1, -1};
  std::array<int, 2> from_child{-1, -1};
  if (pipe2(to_child.data(), O_CLOEXEC) != 0) start_failed(command, errno);
  if (pipe2(from_child.data(), O_CLOEXEC) != 0) {
    const int error = errno;
    close_all({to_child[0], to_child[1]});
    start_failed(command, error);
  }
  SpawnPlan plan;
  prepare(plan, to_child[0], from_child[1]);
  std::vector<std::string> arguments{command.program.string()};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = environment_with(command);
  const int error =
      posix_spawn(&pid_, command.program.c_str(), &plan.actions, &plan.attributes, pointers(arguments).data(), pointers(environment).data());
  close_all({to_child[0], from_child[1]});
  input_ = to_child[1];
  output_ = from_child[0];
  if (error != 0) {
    pid_ = -1;
    close_all({input_, output_});
    start_failed(command, error);
  }
}

ChildProcess::~ChildProcess() {
  close_all({input_, output_});
  if (pid_ > 0 && !ending_) {
    ::kill(pid_, SIGKILL);
    wait(-1);
  }
}

void ChildProcess::close_input() {
  close_all({input_});
  input_ = -1;
}

void ChildProcess::kill(int signal) {
  if (!ending_) ::kill(pid_, signal);
}

std::optional<Ending> ChildProcess::wait(int timeout_ms) {
  if (ending_) return ending_;
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  constexpr std::chrono::milliseconds pause(5);
  while (true) {
    int status = 0;
    const pid_t ended = waitpid(pid_, &status, timeout_ms < 0 ? 0 : WNOHANG);
    if (ended == pid_) {
      ending_ = ending_from_wait(status);
      return ending_;
    }
    if (ended < 0 && errno != EINTR) return std::nullopt;
    if (timeout_ms >= 0) {
      if (Clock::now() >= deadline) return std::nullopt;
      std::this_thread::sleep_for(pause);
    }
  }
}

}  // namespace assay::host
