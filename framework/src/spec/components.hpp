#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/catalog.hpp"
#include "spec/findings.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

/// Checks the members of `table` against `schema`, except those named in `others`, and gives the options complete with defaults.
/// `owner` opens the messages: "latent 'gaussian'", "[train]". Options that are wrong count as absent.
Value check_settings(const Node& table, const std::string& owner, const Schema& schema, const std::vector<std::string_view>& others,
                     Findings& findings);

/// Finds the component that the table's `use` names; nullptr, with a finding, when there is none of that kind.
const CatalogEntry* find_component(const Catalog& catalog, const std::string& kind, const std::string& name, const Origin& origin,
                                   Findings& findings);

/// Checks one component table and gives `use` and all options, complete with defaults; a null value when it has no valid `use`.
/// `where` names the table ("[encoder]"); members in `others` belong to somebody else.
Value check_component(const Catalog& catalog, const std::string& kind, const std::string& where, const Node& table,
                      const std::vector<std::string_view>& others, Findings& findings);

/// Reports a key that nobody knows.
void unknown_key(const Entry& member, const std::string& owner, const std::vector<std::string>& names, Findings& findings);

/// Names of arms or cases (`what`), one string each. A list that is none becomes a finding, and no names are left.
std::vector<Node> read_names(const Node& list, const std::string& owner, const std::string& what, Findings& findings);

/// "an encoder", "a loss".
std::string with_article(const std::string& kind);

}  // namespace assay::spec
