#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spec/findings.hpp"
#include "spec/path.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

/// The name under which the case of a trial stands among its swept options; paths have a dot, so it is none of them.
constexpr const char* case_axis = "case";

/// The profile that [test] smoke describes.
constexpr const char* smoke_profile = "smoke";

/// Assignments that apply one after the other: a component that a later layer names drops the options that earlier ones gave it.
using Layers = std::vector<std::vector<Assignment>>;

/// What an arm changes in one case.
struct CaseSettings {
  Origin origin;
  std::vector<Assignment> set;
};

/// One side of the comparison, usually a method: what it changes in the spec.
struct Arm {
  std::string name;
  Origin origin;
  std::vector<Assignment> set;                  ///< in every case
  std::map<std::string, CaseSettings> in_case;  ///< in that case only, after `set`
  std::vector<Node> cases;                      ///< names of the cases in which the arm is tried; none: in all

  [[nodiscard]] bool tried_in(const std::string& case_name) const;
};

/// One circumstance in which every arm is tried, usually a data set: what it changes in the spec, before the arm does.
struct Case {
  std::string name;
  Origin origin;
  std::vector<Assignment> set;
};

/// The arms and cases of a spec; or of a profile, and then what it changes of them.
struct Variants {
  std::vector<Assignment> set;  ///< in every arm and case; of a profile only
  std::vector<Case> cases;
  std::vector<Arm> arms;

  /// What several arms share in that case; an arm leaves out what it does not read.
  [[nodiscard]] Layers shared_in(const std::string& case_name) const;
  /// What that arm alone has in that case.
  [[nodiscard]] Layers own_of(const std::string& arm, const std::string& case_name) const;
  [[nodiscard]] std::vector<Assignment> all() const;
  [[nodiscard]] std::vector<std::string> arm_names() const;
  [[nodiscard]] std::vector<std::string> case_names() const;
};

/// A named form of a spec, chosen on the command line: overrides that are written down.
struct Profile {
  std::string name;
  Origin origin;
  Variants changes;
};

/// True for what can be the name of a study, an arm, a case or a profile: it becomes a folder, an HDF5 group or a heading.
/// Letters, digits, '_', '-' and those of `extra`.
bool is_name(const std::string& name, std::string_view extra);
/// Reports a name that is none; `what` is "study", "arm", …
void bad_name(const std::string& what, const std::string& name, const Origin& origin, Findings& findings);

/// Reads [[arm]] or [arm.<name>], and [case.<name>]. Without arms there is one, "main".
Variants read_variants(const Node& root, Findings& findings);
/// Reads [profile.<name>] and, as the profile "smoke", [test] smoke.
std::vector<Profile> read_profiles(const Node& root, Findings& findings);
/// Reports arms and cases that the profile names and the spec does not have.
void check_profile(const Profile& profile, const Variants& variants, Findings& findings);
/// Reports cases that the arms name and the spec does not have.
void check_case_names(const Variants& variants, Findings& findings);

/// Reports a name that is none of `names`: "the spec has no arm 'x'"; `what` is "arm", "case" or "profile".
void unknown_name(const char* code, const std::string& what, const std::string& name, const Origin& origin, const std::vector<std::string>& names,
                  Findings& findings);

}  // namespace assay::spec
