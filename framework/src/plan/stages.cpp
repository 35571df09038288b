#include "plan/stages.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.hpp"
#include "base/settings.hpp"
#include "base/sha256.hpp"
#include "base/version.hpp"
#include "spec/reads.hpp"

namespace assay::plan {
namespace {

Value no_metrics() {
  Value evaluate = with_defaults(schema_of<EvaluateOptions>(), Value(Value::Table{}));
  evaluate["metrics"] = Value(Value::Array{});
  evaluate["every"] = Value(std::int64_t{1000000});  // an evaluation passes all samples through the model: once, at the end
  return evaluate;
}

/// Builds the spec of a stage out of the spec of a trial that starts from it.
class StageSpec {
 public:
  StageSpec(const Value& trial, const Catalog& catalog) : trial_(trial), catalog_(catalog) {}

  Value of(const std::string& name) {
    const Value& table = trial_.at("stage").at(name);
    Value spec(Value::Table{{"dataset", trial_.at("dataset")}, {"evaluate", no_metrics()}});
    if (!is_composed_stage(table)) spec["baseline"] = table;
    Value::Table before;
    follow(table, spec, before);
    if (!before.empty()) spec["stage"] = Value(std::move(before));
    return spec;
  }

 private:
  /// Adds what the method of `table` reads: tables to `spec`, stages to `before`.
  void follow(const Value& table, Value& spec, Value::Table& before) {
    const Value* on = table.find("on");
    for (const auto& part : spec::parts_of_method(table.at("use").string(), on == nullptr ? std::string() : on->string(), catalog_)) {
      const std::string name = spec::stage_of(part.path);
      if (name.empty()) {
        if (const Value* given = trial_.find(part.path)) spec[part.path] = *given;
      } else if (before.count(name) == 0) {
        const Value& stage = trial_.at("stage").at(name);
        before.emplace(name, stage);
        follow(stage, spec, before);
      }
    }
  }

  const Value& trial_;
  const Catalog& catalog_;
};

class StageList {
 public:
  StageList(Plan& plan, const Catalog& catalog, const StageFacts& facts) : plan_(plan), catalog_(catalog), facts_(facts) {}

  void add_for(Trial& trial) {
    const Value* stages = trial.resolved.find("stage");
    if (stages == nullptr) return;
    for (const auto& stage : stages->table()) trial.stages[stage.first] = add(trial, stage.first);
  }

 private:
  /// The id of the stage, which is added after those that it needs.
  std::string add(const Trial& trial, const std::string& name) {
    Value resolved = StageSpec(trial.resolved, catalog_).of(name);
    std::map<std::string, std::string> before;
    if (const Value* stages = resolved.find("stage")) {
      for (const auto& stage : stages->table()) before[stage.first] = add(trial, stage.first);
    }
    std::string id = identity(resolved, trial);
    if (!known_.insert(id).second) return id;
    plan_.stages.push_back({id, name, trial.seed, Value(Value::Table{}), std::move(resolved), trial.run, std::move(before)});
    return id;
  }

  std::string identity(const Value& resolved, const Trial& trial) {
    Value::Table libraries;
    for (const CatalogEntry* entry : used_components(resolved, catalog_)) libraries[entry->kind + '.' + entry->name] = Value(entry->sha256);
    Value::Table what{{"assay", version()},
                      {"runtime", facts_.runtime},
                      {"libraries", std::move(libraries)},
                      {"spec", resolved},
                      {"data", data(resolved.at("dataset"))},
                      {"device", facts_.device},
                      {"threads", trial.run.at("threads")},
                      {"seed", trial.seed}};
    if (!facts_.share) what["trial"] = Value(trial.id);
    return sha256_hex(to_json(Value(std::move(what)))).substr(0, 16);
  }

  const Value& data(const Value& dataset) {
    const std::string key = to_json(dataset);
    auto found = data_.find(key);
    if (found == data_.end()) found = data_.emplace(key, facts_.data(dataset)).first;
    return found->second;
  }

  Plan& plan_;
  const Catalog& catalog_;
  const StageFacts& facts_;
  std::set<std::string> known_;
  std::map<std::string, Value> data_;
};

}  // namespace

void add_stages(Plan& plan, const Catalog& catalog, const StageFacts& facts) {
  StageList stages(plan, catalog, facts);
  for (auto& trial : plan.trials) stages.add_for(trial);
}

std::size_t stage_level(const Plan& plan, const Trial& stage) {
  std::size_t level = 0;
  for (const auto& before : stage.stages) {
    const auto found = std::find_if(plan.stages.begin(), plan.stages.end(), [&](const Trial& one) { return one.id == before.second; });
    if (found != plan.stages.end()) level = std::max(level, stage_level(plan, *found) + 1);
  }
  return level;
}

}  // namespace assay::plan
