#include "app/child_work.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "host/child_process.hpp"
#include "host/protocol.hpp"

namespace assay::app {
namespace {

Value outcome(const Value& item, const ChildWork& work) {
  try {
    return work.work(item);
  } catch (const Error& error) {
    return host::error_to_value(error);
  } catch (const std::exception& error) {
    return host::error_to_value(PluginError("plugin.failed", fmt::format("an exception was thrown while {}: {}", work.doing, error.what())));
  } catch (...) {
    return host::error_to_value(PluginError("plugin.failed", fmt::format("something that is no exception type was thrown while {}", work.doing)));
  }
}

/// "dataset glyphs, encoder mlp, …": every table with `use` below `node`, outermost key first.
void collect_components(const std::string& key, const Value& node, std::vector<std::string>& names) {
  if (node.is_array()) {
    for (const auto& item : node.array()) collect_components(key, item, names);
  }
  if (!node.is_table()) return;
  if (const Value* use = node.find("use"); use != nullptr && use->is_string()) names.push_back(key + " " + use->string());
  for (const auto& entry : node.table()) collect_components(entry.first, entry.second, names);
}

Value crash(const Value& item, const ChildWork& work, const std::string& how) {
  std::vector<std::string> names;
  collect_components("", item, names);
  return host::error_to_value(
      PluginError(Diagnostic{work.crash_code,
                             fmt::format("a component {} while {}", how, work.doing),
                             {},
                             "",
                             names.empty() ? std::vector<std::string>{} : std::vector<std::string>{"the trial uses " + join(names)}}));
}

/// Works on items from `next` on in one forked process; returns their outcomes up to and including the first that takes the process with it.
Value::Array work_in_child(const std::vector<Value>& items, const ChildWork& work, std::size_t next, host::Server& server) {
  std::array<int, 2> pipe{-1, -1};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) throw InternalError("host.no-process", "no pipe can be made");
  const pid_t child = fork();
  if (child < 0) throw InternalError("host.no-process", "no process can be started");
  if (child == 0) {
    server.leave_in_child();
    for (std::size_t i = next; i < items.size(); ++i) host::write_line(pipe[1], outcome(items[i], work));
    _exit(EXIT_SUCCESS);
  }
  close(pipe[1]);
  host::LineReader reader(pipe[0]);
  Value::Array outcomes;
  while (next + outcomes.size() < items.size()) {
    const auto line = reader.next(work.longest_ms);
    if (!line) break;
    outcomes.push_back(parse_json(*line));
  }
  const bool hung = next + outcomes.size() < items.size() && !reader.at_end();
  if (hung) kill(child, SIGKILL);
  close(pipe[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (next + outcomes.size() < items.size()) {
    const std::string how = hung ? "did not come back in time" : "crashed (" + host::ending_from_wait(status).text() + ")";
    outcomes.push_back(crash(items[next + outcomes.size()], work, how));
  }
  return outcomes;
}

}  // namespace

Value::Array work_on_all(const std::vector<Value>& items, const ChildWork& work, host::Server& server) {
  Value::Array outcomes;
  while (outcomes.size() < items.size()) {
    for (auto& one : work_in_child(items, work, outcomes.size(), server)) outcomes.push_back(std::move(one));
  }
  return outcomes;
}

}  // namespace assay::app
