#include "app/host_check.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "host/child_process.hpp"
#include "host/protocol.hpp"
#include "train/trial.hpp"
#include "train/trial_data.hpp"

namespace assay::app {
namespace {

constexpr int longest_construction_ms = 60000;

struct CheckRequest {
  std::vector<Value> trials;
  std::vector<std::string> data_roots;

  explicit CheckRequest(const Value& request) : trials(request.at("trials").array()) {
    for (const auto& root : request.at("data_roots").array()) data_roots.push_back(root.string());
  }
};

/// What is done for one resolved spec in the child; gives a value without "code", or throws.
using Work = std::function<Value(const Value& trial)>;

Value outcome(const Value& trial, const Work& work) {
  try {
    return work(trial);
  } catch (const Error& error) {
    return host::error_to_value(error);
  } catch (const std::exception& error) {
    return host::error_to_value(PluginError("plugin.failed", fmt::format("constructing the trial threw: {}", error.what())));
  } catch (...) {
    return host::error_to_value(PluginError("plugin.failed", "constructing the trial threw something that is no exception type"));
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

Value crash(const Value& trial, const std::string& how) {
  std::vector<std::string> names;
  collect_components("", trial, names);
  return host::error_to_value(PluginError(Diagnostic{"plugin.crashed-at-construction",
                                                     fmt::format("a component {} while the trial was constructed", how),
                                                     {},
                                                     "",
                                                     {"the trial uses " + join(names)}}));
}

/// Works on trials from `next` on in one forked process; returns their outcomes up to and including the first that takes the process with it.
Value::Array work_in_child(const CheckRequest& request, const Work& work, std::size_t next, host::Server& server) {
  std::array<int, 2> pipe{-1, -1};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) throw InternalError("host.no-process", "no pipe can be made");
  const pid_t child = fork();
  if (child < 0) throw InternalError("host.no-process", "no process can be started");
  if (child == 0) {
    server.leave_in_child();
    for (std::size_t i = next; i < request.trials.size(); ++i) host::write_line(pipe[1], outcome(request.trials[i], work));
    _exit(EXIT_SUCCESS);
  }
  close(pipe[1]);
  host::LineReader reader(pipe[0]);
  Value::Array outcomes;
  while (next + outcomes.size() < request.trials.size()) {
    const auto line = reader.next(longest_construction_ms);
    if (!line) break;
    outcomes.push_back(parse_json(*line));
  }
  const bool hung = next + outcomes.size() < request.trials.size() && !reader.at_end();
  if (hung) kill(child, SIGKILL);
  close(pipe[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (next + outcomes.size() < request.trials.size()) {
    const std::string how = hung ? "did not come back within a minute" : "crashed (" + host::ending_from_wait(status).text() + ")";
    outcomes.push_back(crash(request.trials[next + outcomes.size()], how));
  }
  return outcomes;
}

/// The outcome of every trial of the request, whatever crashes over it.
Value::Array work_on_all(const CheckRequest& request, const Work& work, host::Server& server) {
  Value::Array outcomes;
  while (outcomes.size() < request.trials.size()) {
    for (auto& one : work_in_child(request, work, outcomes.size(), server)) outcomes.push_back(std::move(one));
  }
  return outcomes;
}

/// SHA-256 of every file of the data set, in the order in which it reads them.
Value data_hashes(const Value& trial, const host::Registry& registry, const std::vector<std::string>& data_roots) {
  Value::Array hashes;
  for (const auto& file : train::hash_files(*train::open_data(trial, registry, data_roots).dataset)) hashes.emplace_back(file.sha256);
  return {std::move(hashes)};
}

}  // namespace

void add_check_operation(host::Server& server, const host::Registry& registry) {
  server.on("check", [&server, &registry](const Value& message) -> Value {
    const CheckRequest request(message);
    const Work check = [&](const Value& trial) -> Value {
      train::check_trial(trial, registry, request.data_roots);
      return {};
    };
    return Value::Table{{"errors", work_on_all(request, check, server)}};
  });
  server.on("data", [&server, &registry](const Value& message) -> Value {
    const CheckRequest request(message);
    const Work hash = [&](const Value& trial) { return data_hashes(trial, registry, request.data_roots); };
    return Value::Table{{"data", work_on_all(request, hash, server)}};
  });
}

}  // namespace assay::app
