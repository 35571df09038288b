#pragma once

#include <string>
#include <vector>

#include "record/run_view.hpp"

namespace assay::report {

inline constexpr const char* arm_axis = "arm";
inline constexpr const char* seed_axis = "seed";

/// The title, or the name of the study when it has none, with the profile when one was chosen.
std::string run_title(const record::RunManifest& manifest);

/// What the trials of a run differ in: "arm", "case" when there are cases, the swept options in the order of the spec, "seed".
std::vector<std::string> axes_of(const record::RunManifest& manifest);

/// Where a trial lies on an axis; empty when its arm does not have it.
std::string axis_text(const record::TrialSummary& trial, const std::string& axis);

/// "value" of an arm or a case, which speaks for itself, "axis = value" of anything else.
std::string axis_label(const std::string& axis, const std::string& value);

/// The value of each of `axes`.
std::vector<std::string> axis_texts(const record::TrialSummary& trial, const std::vector<std::string>& axes);

}  // namespace assay::report
