#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/findings.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

/// One value for one dotted path: an entry of an arm's `set`, a point of a sweep, or a `--set` of the command line.
///
/// "latent.z.dim" names members of tables. A [[loss]] is addressed by its `use`: "loss.gaussian_kl.weight", or by `use` and `on` where one loss
/// is used several times: "loss.categorical_kl@c.weight". "train.optimizer.beta1" also works where the spec says optimizer = "adam".
struct Assignment {
  std::string path;
  Origin path_origin;
  Node value;
};

/// Reads "a.b=c". Throws SpecError "spec.bad-override".
Assignment parse_override(const std::string& argument);

/// Reads a table of dotted paths. A table that is none, or a key that is no path, becomes a finding.
std::vector<Assignment> read_assignments(const Node& table, const std::string& what, Findings& findings);

/// Sets the paths in `root`, every `….use` first, so that the options that follow belong to the new component.
/// A path whose tables do not exist becomes a finding "spec.unknown-path" or "spec.ambiguous-path".
void assign(Node& root, std::vector<Assignment> assignments, Findings& findings);

/// The part of a path before its first dot.
std::string_view first_segment(std::string_view path);

/// How a loss table is addressed in paths: its `use`, or "use@on" when `losses` uses it several times.
std::string loss_address(const Node& losses, const Node& loss);

}  // namespace assay::spec
