#include "run/command_output.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/posix.hpp"

extern "C" char** environ;  // NOLINT(readability-redundant-declaration): not every unistd.h declares it

namespace assay::run {
namespace {

std::string content_of(int file) {
  std::string text;
  std::array<char, 4096> part{};
  lseek(file, 0, SEEK_SET);
  for (ssize_t got = 0; (got = read(file, part.data(), part.size())) > 0;) text.append(part.data(), static_cast<std::size_t>(got));
  return text;
}

}  // namespace

CommandOutput output_of(const std::vector<std::string>& command) {
  const record::Descriptor out(memfd_create("out", MFD_CLOEXEC));
  const record::Descriptor err(memfd_create("err", MFD_CLOEXEC));
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.get(), STDERR_FILENO);
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = -1;
  CommandOutput output;
  output.found = posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  if (!output.found) return output;
  int wait_status = 0;
  while (waitpid(child, &wait_status, 0) < 0 && errno == EINTR) {
  }
  output.status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
  output.out = content_of(out.get());
  output.err = content_of(err.get());
  return output;
}

}  // namespace assay::run
