#include "report/axes.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "spec/variants.hpp"

namespace assay::report {

std::string run_title(const record::RunManifest& manifest) {
  const std::string title = manifest.title.empty() ? manifest.study : manifest.title;
  return manifest.profile.empty() ? title : fmt::format("{} (profile {})", title, manifest.profile);
}

std::vector<std::string> axes_of(const record::RunManifest& manifest) {
  std::vector<std::string> axes = {arm_axis};
  axes.insert(axes.end(), manifest.axes.begin(), manifest.axes.end());
  axes.emplace_back(seed_axis);
  return axes;
}

std::string axis_text(const record::TrialSummary& trial, const std::string& axis) {
  if (axis == arm_axis) return trial.arm;
  if (axis == seed_axis) return std::to_string(trial.seed);
  const Value* value = trial.axes.find(axis);
  if (value == nullptr) return {};
  return value->is_string() ? value->string() : to_json(*value);
}

std::string axis_label(const std::string& axis, const std::string& value) {
  return axis == arm_axis || axis == spec::case_axis ? value : axis + " = " + value;
}

std::vector<std::string> axis_texts(const record::TrialSummary& trial, const std::vector<std::string>& axes) {
  std::vector<std::string> texts;
  texts.reserve(axes.size());
  for (const auto& axis : axes) texts.push_back(axis_text(trial, axis));
  return texts;
}

}  // namespace assay::report
