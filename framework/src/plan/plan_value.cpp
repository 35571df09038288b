#include "plan/plan_value.hpp"

#include "base/value_list.hpp"

namespace assay::plan {
namespace {

Value trials_to_value(const std::vector<Trial>& trials) {
  Value::Array list;
  list.reserve(trials.size());
  for (const auto& trial : trials) {
    Value::Table stages;
    for (const auto& stage : trial.stages) stages.emplace(stage.first, Value(stage.second));
    list.emplace_back(Value::Table{{"id", trial.id},
                                   {"arm", trial.arm},
                                   {"seed", trial.seed},
                                   {"axes", trial.axes},
                                   {"resolved", trial.resolved},
                                   {"run", trial.run},
                                   {"stages", std::move(stages)}});
  }
  return {std::move(list)};
}

std::vector<Trial> trials_from(const Value& list) {
  std::vector<Trial> trials;
  trials.reserve(list.array().size());
  for (const auto& one : list.array()) {
    Trial trial{one.at("id").string(), one.at("arm").string(), one.at("seed").integer(), one.at("axes"), one.at("resolved"), one.at("run"), {}};
    for (const auto& stage : one.at("stages").table()) trial.stages[stage.first] = stage.second.string();
    trials.push_back(std::move(trial));
  }
  return trials;
}

}  // namespace

Value to_value(const Plan& plan) {
  Value::Array sources;
  for (const auto& source : plan.sources) sources.emplace_back(Value::Table{{"path", source.path}, {"text", source.text}});
  return Value::Table{{"study", plan.study},
                      {"title", plan.title},
                      {"spec_file", plan.spec_file.string()},
                      {"overrides", text_list(plan.overrides)},
                      {"sources", std::move(sources)},
                      {"profile", plan.profile},
                      {"arms", text_list(plan.arms)},
                      {"cases", text_list(plan.cases)},
                      {"axes", text_list(plan.axes)},
                      {"trials", trials_to_value(plan.trials)},
                      {"stages", trials_to_value(plan.stages)},
                      {"notes", text_list(plan.notes)},
                      {"slurm", plan.slurm},
                      {"table", plan.table},
                      {"figures", plan.figures}};
}

Plan plan_from_value(const Value& value) {
  Plan plan;
  plan.study = value.at("study").string();
  plan.title = value.at("title").string();
  plan.spec_file = value.at("spec_file").string();
  plan.overrides = text_list(value.at("overrides"));
  for (const auto& source : value.at("sources").array()) plan.sources.push_back({source.at("path").string(), source.at("text").string()});
  plan.profile = value.at("profile").string();
  plan.arms = text_list(value.at("arms"));
  plan.cases = text_list(value.at("cases"));
  plan.axes = text_list(value.at("axes"));
  plan.trials = trials_from(value.at("trials"));
  plan.stages = trials_from(value.at("stages"));
  plan.notes = text_list(value.at("notes"));
  plan.slurm = value.at("slurm");
  plan.table = value.at("table");
  plan.figures = value.at("figures");
  return plan;
}

}  // namespace assay::plan
