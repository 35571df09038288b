#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalog.hpp"
#include "spec/document.hpp"
#include "spec/findings.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

/// Checks the tables of one trial and gives its complete spec: every option of every component that it reads, defaults included.
/// Tables that others of the spec's arms read are no part of it.
/// With `fragment`, missing tables are no findings.
Value resolve_trial(const Node& tree, const Catalog& catalog, bool fragment, Findings& findings);

/// Where a value of a resolved spec comes from.
struct ResolvedValue {
  std::string path;  ///< "latent.z.dim", "loss.bce.weight"
  Value value;
  std::optional<Origin> origin;  ///< nothing: a default
  std::vector<Origin> overridden;
};

/// Every value of `resolved`, table by table, with its place in `tree`.
std::vector<ResolvedValue> explain_values(const Value& resolved, const Node& tree);

/// Every leaf of a resolved spec by path; losses by their address ("loss.gaussian_kl.weight").
std::vector<std::pair<std::string, Value>> flatten(const Value& resolved);

}  // namespace assay::spec
