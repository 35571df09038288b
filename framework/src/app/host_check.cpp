#include "app/host_check.hpp"

#include <string>
#include <utility>
#include <vector>

#include "app/child_work.hpp"
#include "train/trial.hpp"
#include "train/trial_data.hpp"

namespace assay::app {
namespace {

struct CheckRequest {
  std::vector<Value> trials;
  std::vector<std::string> data_roots;

  explicit CheckRequest(const Value& request) : trials(request.at("trials").array()) {
    for (const auto& root : request.at("data_roots").array()) data_roots.push_back(root.string());
  }
};

/// SHA-256 of every file of the data set, in the order in which it reads them.
Value data_hashes(const Value& trial, const host::Registry& registry, const std::vector<std::string>& data_roots) {
  Value::Array hashes;
  for (const auto& file : train::hash_files(*train::open_data(trial, registry, data_roots).dataset)) hashes.emplace_back(file.sha256);
  return {std::move(hashes)};
}

ChildWork constructing(Work work) { return {std::move(work), "the trial was constructed", "plugin.crashed-at-construction"}; }

}  // namespace

void add_check_operation(host::Server& server, const host::Registry& registry) {
  server.on("check", [&server, &registry](const Value& message) -> Value {
    const CheckRequest request(message);
    const Work check = [&](const Value& trial) -> Value {
      train::check_trial(trial, registry, request.data_roots);
      return {};
    };
    return Value::Table{{"errors", work_on_all(request.trials, constructing(check), server)}};
  });
  server.on("data", [&server, &registry](const Value& message) -> Value {
    const CheckRequest request(message);
    const Work hash = [&](const Value& trial) { return data_hashes(trial, registry, request.data_roots); };
    return Value::Table{{"data", work_on_all(request.trials, constructing(hash), server)}};
  });
}

}  // namespace assay::app
