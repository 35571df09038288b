#include "app/host_check.hpp"

#include <string>
#include <utility>
#include <vector>

#include "app/child_work.hpp"
#include "base/value_list.hpp"
#include "train/trial.hpp"
#include "train/trial_data.hpp"

namespace assay::app {
namespace {

constexpr int longest_hash_ms = 3600000;  // of large files on a slow disk

struct CheckRequest {
  std::vector<Value> trials;
  std::vector<std::string> data_roots;
  std::string device;  ///< that trials are to run on, where that matters

  explicit CheckRequest(const Value& request) : trials(request.at("trials").array()) {
    for (const auto& root : request.at("data_roots").array()) data_roots.push_back(root.string());
    if (const Value* given = request.find("device")) device = given->string();
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
    const Work check = [&](const Value& trial) { return text_list(train::check_trial(trial, registry, request.data_roots, request.device)); };
    return Value::Table{{"outcomes", work_on_all(request.trials, constructing(check), server)}};
  });
  server.on("data", [&server, &registry](const Value& message) -> Value {
    const CheckRequest request(message);
    const Work hash = [&](const Value& trial) { return data_hashes(trial, registry, request.data_roots); };
    ChildWork hashing = constructing(hash);
    hashing.longest_ms = longest_hash_ms;
    return Value::Table{{"data", work_on_all(request.trials, hashing, server)}};
  });
}

}  // namespace assay::app
