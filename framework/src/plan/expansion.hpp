#pragma once

#include <functional>
#include <string>
#include <vector>

#include "spec/document.hpp"
#include "spec/findings.hpp"
#include "spec/reads.hpp"

namespace assay::plan {

/// The spec of one arm, before the sweep.
struct ArmTree {
  const spec::Arm* arm = nullptr;
  spec::Reads reads;
  spec::Node tree;                      ///< the tables of a trial only
  std::vector<spec::AxisGroup> groups;  ///< the sweep's, without what this arm does not read
};

/// Applies each arm's `set` to the document. Findings: "spec.not-settable" (a path outside the tables of a trial), "spec.unread-table"
/// (a table of the file itself, or a path, that no arm reads), and those of `assign`. `notes` gets the tables of extended files that no arm reads.
std::vector<ArmTree> expand_arms(const spec::Document& document, const Catalog& catalog, spec::Findings& findings, std::vector<std::string>& notes);

/// Reports assignments (of --set or of the smoke form) that fix a swept option.
void check_overrides(const spec::Document& document, const std::vector<spec::Assignment>& overrides, spec::Findings& findings);

/// Calls `visit` with every point of the arm's sweep, the last group varying fastest.
void for_each_point(const ArmTree& arm, const std::function<void(const std::vector<spec::Assignment>& point)>& visit);

/// True for paths into the tables that make up a trial.
bool is_trial_path(std::string_view path);

}  // namespace assay::plan
