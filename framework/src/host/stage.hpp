#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/abi/descriptor.hpp"
#include "base/catalog.hpp"
#include "host/library.hpp"
#include "host/scan.hpp"

namespace assay::host {

/// A component that can be constructed, with everything about it copied out of its library.
struct StagedComponent {
  CatalogEntry entry;
  Kind kind = Kind::dataset;
  Component* (*create)(const Value& options, BuildContext& context) = nullptr;
  std::shared_ptr<Library> library;
};

/// Components by (kind, name).
using ComponentTable = std::map<std::pair<std::string, std::string>, StagedComponent>;

/// "latent" of Kind::latent; an empty string for a number that is no kind.
std::string kind_name(Kind kind);

/// Reads the components of a checked library. `taken` holds what earlier libraries provide.
///
/// Throws PluginError: "plugin.bad-component" (name, kind, functions), "plugin.schema-failed" (the schema function threw),
/// "plugin.bad-schema" (keys or help), "plugin.duplicate-component" naming both files.
std::vector<StagedComponent> stage_components(const std::shared_ptr<Library>& library, const ComponentTable& taken);

}  // namespace assay::host
