#include "app/commands/resolve.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.hpp"
#include "plan/make_plan.hpp"
#include "spec/reference.hpp"

namespace assay::app {
namespace {

std::string place(const Origin& origin) { return origin.line > 0 ? fmt::format("{}:{}:{}", origin.file, origin.line, origin.column) : origin.file; }

bool same_place(const Origin& left, const Origin& right) { return left.file == right.file && left.line == right.line && left.column == right.column; }

/// The place of a value, and that it belongs to the chosen profile.
std::string place_in(const plan::ResolvedArm& arm, const std::string& profile, const Origin& origin) {
  const bool in_profile = std::any_of(arm.of_profile.begin(), arm.of_profile.end(), [&](const Origin& one) { return same_place(one, origin); });
  return in_profile ? fmt::format("profile '{}', {}", profile, place(origin)) : place(origin);
}

std::string provenance(const spec::ResolvedValue& value, const plan::ResolvedArm& arm, const std::string& profile) {
  if (!value.origin) return "default";
  std::string text = place_in(arm, profile, *value.origin);
  for (auto old = value.overridden.rbegin(); old != value.overridden.rend(); ++old) text += ", over " + place_in(arm, profile, *old);
  return text;
}

/// A header line for the table that `path` lies in: "[train]", "[latent.z]", "[[loss]]".
std::string header_of(const std::string& path) {
  const std::string table = path.substr(0, path.rfind('.'));
  return table.compare(0, 5, "loss.") == 0 || table.compare(0, 17, "evaluate.metrics.") == 0
             ? fmt::format("[[{}]]", table.substr(0, table.rfind('.')))
             : fmt::format("[{}]", table);
}

void print_arm(const plan::ResolvedArm& arm, const std::string& profile, std::ostream& out) {
  std::size_t width = 0;
  std::vector<std::string> lines;
  for (const auto& value : arm.values) {
    lines.push_back(fmt::format("{} = {}", value.path.substr(value.path.rfind('.') + 1), spec::to_toml(value.value)));
    width = std::max(width, std::min<std::size_t>(lines.back().size(), 60));
  }
  out << "# arm " << arm.name << (arm.case_name.empty() ? "" : ", case " + arm.case_name) << '\n';
  std::string table;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& path = arm.values[i].path;
    if (path.substr(0, path.rfind('.')) != table) out << '\n' << header_of(path) << '\n';
    table = path.substr(0, path.rfind('.'));
    out << fmt::format("{:<{}}  # {}\n", lines[i], width, provenance(arm.values[i], arm, profile));
  }
}

Value to_value(const plan::ResolvedArm& arm, const std::string& profile) {
  Value::Array values;
  for (const auto& value : arm.values) {
    Value::Array over;
    for (const auto& origin : value.overridden) over.emplace_back(place_in(arm, profile, origin));
    values.emplace_back(Value::Table{{"path", value.path},
                                     {"value", value.value},
                                     {"origin", value.origin ? place_in(arm, profile, *value.origin) : std::string("default")},
                                     {"overrides", std::move(over)}});
  }
  return Value::Table{{"arm", arm.name}, {"case", arm.case_name}, {"resolved", arm.resolved}, {"values", std::move(values)}};
}

}  // namespace

int run_resolve(const ResolveArguments& arguments, const Catalog& catalog, std::ostream& out) {
  const auto arms = plan::resolve_arms({arguments.spec, arguments.overrides, arguments.profile, arguments.arms, arguments.cases}, catalog);
  Value::Array report;
  for (const auto& arm : arms) {
    if (arguments.json) {
      report.push_back(to_value(arm, arguments.profile));
    } else {
      if (&arm != &arms.front()) out << '\n';
      print_arm(arm, arguments.profile, out);
    }
  }
  if (arguments.json) out << to_json(Value(std::move(report)), 2) << '\n';
  return 0;
}

}  // namespace assay::app
