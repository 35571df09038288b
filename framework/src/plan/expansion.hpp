#pragma once

#include <functional>
#include <string>
#include <vector>

#include "spec/document.hpp"
#include "spec/findings.hpp"
#include "spec/reads.hpp"

namespace assay::plan {

/// The spec of one arm in one case, before the sweep.
struct ArmTree {
  const spec::Arm* arm = nullptr;
  const spec::Case* in_case = nullptr;  ///< nothing when the spec has no cases
  spec::Reads reads;
  spec::Node tree;                          ///< the tables of a trial only
  std::vector<spec::AxisGroup> groups;      ///< the sweep's, without what this arm does not read
  std::vector<spec::Condition> conditions;  ///< the sweep's

  /// Empty when the spec has no cases.
  [[nodiscard]] std::string case_name() const { return in_case == nullptr ? std::string() : in_case->name; }
};

/// Applies what each arm and case sets to the document, arm by arm. Findings: "spec.not-settable" (a path outside the tables of a trial),
/// "spec.unread-table" (a table of the file itself, or a path, that no arm reads), and those of `assign`. `notes` gets the tables of extended files
/// that no arm reads.
std::vector<ArmTree> expand_arms(const spec::Document& document, const Catalog& catalog, spec::Findings& findings, std::vector<std::string>& notes);

/// Reports assignments (of --set or of a profile) that fix a swept option.
void check_overrides(const spec::Document& document, const std::vector<spec::Assignment>& overrides, spec::Findings& findings);

/// Calls `visit` with every point of the arm's sweep, the last group varying fastest. Points that become equal by conditions count once.
void for_each_point(const ArmTree& arm, const std::function<void(const std::vector<spec::Assignment>& point)>& visit);

/// The assignments whose tables the arm reads.
std::vector<spec::Assignment> read_by(const ArmTree& arm, const std::vector<spec::Assignment>& assignments);

/// Reports assignments that concern a trial and that none of the arms reads for which `concerned` holds. Without such arms there is nothing to say.
void report_unread(const std::vector<spec::Assignment>& assignments, const std::vector<ArmTree>& arms,
                   const std::function<bool(const ArmTree& arm)>& concerned, spec::Findings& findings);
/// Reports what the arm alone sets and does not read.
void report_unread_own(const spec::Layers& own, const ArmTree& arm, spec::Findings& findings);

}  // namespace assay::plan
