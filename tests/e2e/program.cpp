#include "program.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace e2e {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pause(2);

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void send_output_to(const std::filesystem::path& file, int descriptor) {
  const int opened = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  dup2(opened, descriptor);
  close(opened);
}

[[noreturn]] void become(const std::vector<std::string>& command, const Environment& environment) {
  for (const char* name : {"ASSAY_CACHE", "ASSAY_DATA", "ASSAY_RUNS", "ASSAY_PLUGIN_PATH", "CLICOLOR_FORCE", "OMP_NUM_THREADS"}) unsetenv(name);
  setenv("TERM", "dumb", 1);
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments.front(), arguments.data());
  std::_Exit(127);
}

/// Parent of a process, or 0: the field after the name in parentheses and the state.
pid_t parent_of(const std::filesystem::path& process) {
  const std::string stat = text_of(process / "stat");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos || name_end + 4 >= stat.size()) return 0;
  return static_cast<pid_t>(std::strtol(stat.c_str() + name_end + 4, nullptr, 10));
}

std::multimap<pid_t, pid_t> children_by_parent() {
  std::multimap<pid_t, pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto pid = static_cast<pid_t>(std::strtol(entry.path().filename().c_str(), nullptr, 10));
    if (pid > 0) children.emplace(parent_of(entry.path()), pid);
  }
  return children;
}

}  // namespace

Program::Program(const std::vector<std::string>& command, const std::filesystem::path& folder, const Environment& environment) {
  static int started = 0;
  const std::string stem = "program-" + std::to_string(++started);
  out_ = folder / (stem + ".out");
  err_ = folder / (stem + ".err");
  prctl(PR_SET_CHILD_SUBREAPER, 1);  // orphans of a killed program come to us, so that their end can be waited for
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("no process could be started");
  if (pid_ > 0) return;
  setpgid(0, 0);
  send_output_to(out_, STDOUT_FILENO);
  send_output_to(err_, STDERR_FILENO);
  if (chdir(folder.c_str()) != 0) std::_Exit(127);
  become(command, environment);
}

Program::~Program() {
  if (!reaped_) kill_everything();
}

void Program::send(int signal) const { ::kill(pid_, signal); }

std::vector<pid_t> Program::descendants() const {
  const auto children = children_by_parent();
  std::vector<pid_t> found{pid_};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto range = children.equal_range(found[i]);
    for (auto child = range.first; child != range.second; ++child) found.push_back(child->second);
  }
  found.erase(found.begin());
  return found;
}

void Program::kill_everything() {
  const std::vector<pid_t> others = descendants();
  ::kill(pid_, SIGKILL);  // first: it must not replace what dies
  for (const pid_t pid : others) ::kill(pid, SIGKILL);
  if (!reaped_) waitpid(pid_, &wait_status_, 0);
  reaped_ = true;
  while (waitpid(-1, nullptr, 0) > 0) {  // the orphans
  }
}

std::string Program::error_text() const { return text_of(err_); }

void Program::reap_orphans() {
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

bool Program::ended() {
  if (!reaped_) reaped_ = waitpid(pid_, &wait_status_, WNOHANG) == pid_;
  return reaped_;
}

Outcome Program::wait(std::chrono::seconds limit) {
  const auto deadline = Clock::now() + limit;
  while (!ended()) {
    if (Clock::now() > deadline) kill_everything();
    std::this_thread::sleep_for(pause);
  }
  Outcome outcome;
  if (WIFSIGNALED(wait_status_)) {
    outcome.signal = WTERMSIG(wait_status_);
  } else {
    outcome.status = WEXITSTATUS(wait_status_);
  }
  outcome.out = text_of(out_);
  outcome.err = text_of(err_);
  return outcome;
}

std::string assay_program() {
  const char* build = std::getenv("ASSAY_BUILD_DIR");
  if (build == nullptr) throw std::runtime_error("ASSAY_BUILD_DIR must name the build folder; ctest sets it");
  return (std::filesystem::path(build) / "bin" / "assay").string();
}

std::vector<std::string> assay(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{assay_program()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Outcome run_assay(const std::vector<std::string>& arguments, const std::filesystem::path& folder, const Environment& environment) {
  return Program(assay(arguments), folder, environment).wait();
}

std::vector<std::string> in_own_mounts(const std::string& shell) { return {"unshare", "--mount", "sh", "-c", shell}; }

bool can_mount(const std::filesystem::path& folder) {
  const bool can = Program(in_own_mounts("mkdir -p probe && mount -t tmpfs none probe"), folder).wait().status == 0;
  if (!can) std::fputs("skipped: this process may not mount a file system\n", stderr);
  return can;
}

bool wait_until(Program& program, const std::function<bool()>& condition) {
  const auto deadline = Clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (program.ended() || Clock::now() > deadline) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace e2e
