#include "plan/conditions.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/suggest.hpp"

namespace assay::plan {
namespace {

constexpr const char* arm_axis = "arm";

/// Every value that an axis, the arms or the cases have.
std::vector<Value> values_of(const spec::Document& document, const std::string& axis) {
  std::vector<Value> values;
  if (axis == arm_axis || axis == spec::case_axis) {
    for (const auto& name : axis == arm_axis ? document.variants.arm_names() : document.variants.case_names()) values.emplace_back(name);
    return values;
  }
  for (const auto& group : document.sweep.groups) {
    for (const auto& point : group.points) {
      for (const auto& one : point) {
        if (one.path == axis) values.push_back(one.value.to_value());
      }
    }
  }
  return values;
}

std::vector<std::string> swept_paths(const spec::Document& document) {
  std::vector<std::string> paths;
  for (const auto& axis : document.sweep.axes) paths.push_back(axis.path);
  return paths;
}

void refuse_unknown(const std::string& axis, const Origin& origin, const std::vector<std::string>& axes, spec::Findings& findings) {
  findings.add("spec.unknown-axis", fmt::format("'when' names '{}', which the sweep does not vary", axis), origin, did_you_mean(axis, axes),
               {axes.empty() ? "the sweep varies nothing" : "axes are: " + join(axes)});
}

/// The words of texts, as others would be close to a misspelled one.
std::vector<std::string> shown(const std::vector<Value>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) {
    std::string text = value.is_string() ? value.string() : to_json(value);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  return texts;
}

void check_values(const spec::Assignment& where, const std::vector<Value>& values, spec::Findings& findings) {
  for (const auto& wanted : where.value.items) {
    const Value value = wanted.to_value();
    if (std::find(values.begin(), values.end(), value) != values.end()) continue;
    const auto known = shown(values);
    const std::string text = value.is_string() ? value.string() : to_json(value);
    findings.add("spec.never-met", fmt::format("'{}' never is {}", where.path, to_json(value)), wanted.origin, did_you_mean(text, known),
                 {"its values are: " + join(known)});
  }
}

/// What the axis is at this point; nothing where it does not vary.
std::optional<Value> value_at(const std::vector<spec::Assignment>& point, const std::string& axis, const std::string& arm,
                              const std::string& case_name) {
  if (axis == arm_axis) return Value(arm);
  if (axis == spec::case_axis) return Value(case_name);
  for (const auto& one : point) {
    if (one.path == axis) return one.value.to_value();
  }
  return std::nullopt;
}

}  // namespace

void check_conditions(const spec::Document& document, spec::Findings& findings) {
  const auto paths = swept_paths(document);
  auto axes = paths;
  axes.emplace_back(arm_axis);
  if (!document.variants.cases.empty()) axes.emplace_back(spec::case_axis);
  const auto known = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& condition : document.sweep.conditions) {
    if (!known(paths, condition.axis)) refuse_unknown(condition.axis, condition.origin, paths, findings);
    for (const auto& where : condition.where) {
      if (known(axes, where.path)) {
        check_values(where, values_of(document, where.path), findings);
      } else {
        refuse_unknown(where.path, where.path_origin, axes, findings);
      }
    }
  }
}

bool drop_excluded(std::vector<spec::Assignment>& point, const std::vector<spec::Condition>& conditions, const std::string& arm,
                   const std::string& case_name) {
  const auto holds = [&](const spec::Assignment& where) {
    const auto value = value_at(point, where.path, arm, case_name);
    const auto& allowed = where.value.items;
    return value && std::any_of(allowed.begin(), allowed.end(), [&](const spec::Node& one) { return one.to_value() == *value; });
  };
  const auto excluded = [&](const spec::Assignment& one) {
    return std::any_of(conditions.begin(), conditions.end(), [&](const spec::Condition& condition) {
      return condition.axis == one.path && !std::all_of(condition.where.begin(), condition.where.end(), holds);
    });
  };
  bool dropped = false;
  // What is taken out may be what another axis depends on.
  for (auto found = point.end(); (found = std::find_if(point.begin(), point.end(), excluded)) != point.end(); dropped = true) point.erase(found);
  return dropped;
}

}  // namespace assay::plan
