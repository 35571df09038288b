#pragma once

#include <string>

#include "base/catalog.hpp"
#include "spec/document.hpp"

namespace assay::spec {

/// The spec reference as Markdown: top-level keys, the spec's own tables, and every component of the catalogue with all its options.
std::string spec_reference(const Catalog& catalog);

/// What a key at the top of a spec holds and means, with the rules of composition that speak of it.
std::string key_reference(const TopLevelKey& key);

/// "from 1 to 4096", "one of: a, b", "0 or more"; empty when anything of the type is allowed.
std::string allowed_values(const FieldInfo& field);

/// A value as a spec would write it: TOML.
std::string to_toml(const Value& value);

}  // namespace assay::spec
