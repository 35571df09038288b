#include "app/commands/plan.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/settings.hpp"
#include "plan/difference.hpp"
#include "plan/make_plan.hpp"
#include "spec/reference.hpp"

namespace assay::app {
namespace {

using Row = std::vector<std::string>;

void print_columns(const std::vector<Row>& rows, std::ostream& out) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

std::string axis_value(const plan::Trial& trial, const std::string& axis) {
  const Value* value = trial.axes.find(axis);
  return value == nullptr ? "-" : spec::to_toml(*value);
}

void print_trials(const plan::Plan& plan, const std::vector<std::string>& states, std::ostream& out) {
  std::vector<Row> rows{{"trial", "arm"}};
  rows.front().insert(rows.front().end(), plan.axes.begin(), plan.axes.end());
  rows.front().insert(rows.front().end(), {"seed", "status"});
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    const auto& trial = plan.trials[i];
    Row row{trial.id, trial.arm};
    for (const auto& axis : plan.axes) row.push_back(axis_value(trial, axis));
    row.insert(row.end(), {std::to_string(trial.seed), states[i]});
    rows.push_back(std::move(row));
    ++counts[states[i]];
  }
  print_columns(rows, out);
  std::string summary = fmt::format("\n{}: {} trials in {} arms", plan.folder_name(), plan.trials.size(), plan.arms.size());
  if (!plan.cases.empty()) summary += fmt::format(" and {} cases", plan.cases.size());
  for (const auto& count : counts) summary += fmt::format(", {} {}", count.second, count.first);
  out << summary << '\n';
  if (!plan.halving.is_null()) {
    out << fmt::format("successive halving by {}: after epoch {} 1 of {:g} settings goes on, in each arm and case\n",
                       plan.halving.at("metric").string(), spec::to_toml(plan.halving.at("epochs")), plan.halving.at("factor").real());
  }
}

/// The first trial of every arm, in the order of the arms.
std::vector<const plan::Trial*> first_of_arms(const plan::Plan& plan) {
  std::vector<const plan::Trial*> firsts;
  for (const auto& arm : plan.arms) {
    const auto found = std::find_if(plan.trials.begin(), plan.trials.end(), [&](const plan::Trial& trial) { return trial.arm == arm; });
    if (found != plan.trials.end()) firsts.push_back(&*found);
  }
  return firsts;
}

void print_differences(const plan::Plan& plan, std::ostream& out) {
  const auto firsts = first_of_arms(plan);
  if (firsts.size() < 2) out << "the spec has one arm: nothing to compare\n";
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t k = i + 1; k < firsts.size(); ++k) {
      const auto found = plan::differences(firsts[i]->resolved, firsts[k]->resolved);
      std::vector<Row> rows{{"  option", firsts[i]->arm, firsts[k]->arm}};
      const auto shown = [](const Value& value) { return value.is_null() ? std::string("-") : spec::to_toml(value); };
      for (const auto& difference : found) rows.push_back({"  " + difference.path, shown(difference.left), shown(difference.right)});
      out << fmt::format("{} and {}: {}\n", firsts[i]->arm, firsts[k]->arm,
                         found.size() == 1 ? std::string("1 value differs") : fmt::format("{} values differ", found.size()));
      if (!found.empty()) print_columns(rows, out);
    }
  }
}

Value differences_value(const plan::Plan& plan) {
  Value::Array pairs;
  const auto firsts = first_of_arms(plan);
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t k = i + 1; k < firsts.size(); ++k) {
      Value::Array values;
      for (const auto& one : plan::differences(firsts[i]->resolved, firsts[k]->resolved)) {
        values.emplace_back(Value::Table{{"path", one.path}, {"left", one.left}, {"right", one.right}});
      }
      pairs.emplace_back(Value::Table{{"left", firsts[i]->arm}, {"right", firsts[k]->arm}, {"differences", std::move(values)}});
    }
  }
  return {std::move(pairs)};
}

struct States {
  std::vector<std::string> stages;
  std::vector<std::string> trials;
};

std::string describe_method(const plan::Trial& stage) {
  const Value* on = stage.resolved.find_path("baseline.on");
  return method_of(stage.resolved) + (on == nullptr ? "" : " on " + on->string());
}

/// Trials that start from the stage.
std::size_t uses_of(const plan::Trial& stage, const plan::Plan& plan) {
  return static_cast<std::size_t>(std::count_if(plan.trials.begin(), plan.trials.end(), [&](const plan::Trial& trial) {
    return std::any_of(trial.stages.begin(), trial.stages.end(), [&](const auto& one) { return one.second == stage.id; });
  }));
}

void print_stages(const plan::Plan& plan, const States& states, std::ostream& out) {
  if (plan.stages.empty()) return;
  std::vector<Row> rows{{"stage", "name", "method", "seed", "after", "used by", "status"}};
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const auto& stage = plan.stages[i];
    std::string after;
    for (const auto& before : stage.stages) after += (after.empty() ? "" : " ") + before.second;
    rows.push_back({stage.id, stage.arm, describe_method(stage), std::to_string(stage.seed), after.empty() ? "-" : after,
                    fmt::format("{} trials", uses_of(stage, plan)), states.stages[i]});
  }
  print_columns(rows, out);
  out << '\n';
}

Value texts_value(const std::map<std::string, std::string>& texts) {
  Value::Table table;
  for (const auto& text : texts) table.emplace(text.first, Value(text.second));
  return {std::move(table)};
}

Value plan_value(const plan::Plan& plan, const States& states) {
  Value::Array stages;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const auto& stage = plan.stages[i];
    stages.emplace_back(Value::Table{{"id", stage.id},
                                     {"name", stage.arm},
                                     {"seed", stage.seed},
                                     {"after", texts_value(stage.stages)},
                                     {"spec", stage.resolved},
                                     {"status", states.stages[i]}});
  }
  Value::Array trials;
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    const auto& trial = plan.trials[i];
    trials.emplace_back(Value::Table{{"id", trial.id},
                                     {"arm", trial.arm},
                                     {"seed", trial.seed},
                                     {"axes", trial.axes},
                                     {"stages", texts_value(trial.stages)},
                                     {"status", states.trials[i]}});
  }
  return Value::Table{
      {"study", plan.study}, {"profile", plan.profile}, {"title", plan.title}, {"stages", std::move(stages)}, {"trials", std::move(trials)}};
}

}  // namespace

int run_plan(const PlanArguments& arguments, const Catalog& catalog, const PlanSurroundings& surroundings, std::ostream& out) {
  plan::Plan plan = plan::make_plan({arguments.spec, arguments.overrides, arguments.profile, arguments.arms, arguments.cases}, catalog);
  if (arguments.diff) {
    if (arguments.json) {
      out << to_json(differences_value(plan), 2) << '\n';
    } else {
      print_differences(plan, out);
    }
    return 0;
  }
  if (surroundings.find_stages) surroundings.find_stages(plan);
  States states;
  for (const auto& stage : plan.stages) states.stages.push_back(surroundings.stage_status ? surroundings.stage_status(stage) : "to do");
  for (const auto& trial : plan.trials) states.trials.push_back(surroundings.trial_status ? surroundings.trial_status(plan, trial) : "to do");
  if (arguments.json) {
    out << to_json(plan_value(plan, states), 2) << '\n';
  } else {
    for (const auto& note : plan.notes) out << note << '\n';
    print_stages(plan, states, out);
    print_trials(plan, states.trials, out);
  }
  return 0;
}

}  // namespace assay::app
