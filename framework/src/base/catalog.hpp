#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/abi/export.hpp"
#include "assay/core/value.hpp"
#include "assay/options/schema.hpp"

namespace assay {

/// One component that can be used in a spec.
struct CatalogEntry {
  std::string kind;  ///< "dataset", "encoder", "latent", "loss", "baseline", "metric" or the built-in "optimizer"
  std::string name;
  std::string summary;
  std::string version;  ///< of its plugin
  std::string library;  ///< path of the shared library; empty for built-ins
  std::string sha256;   ///< of the library
  Schema schema;
};

/// A library that was found but may not be used, and why.
struct RejectedLibrary {
  std::string library;
  std::string code;
  std::string reason;
  std::vector<std::string> notes;
};

/// Everything that plugins offer, as plain data: the front end knows plugins only through this.
class ASSAY_EXPORT Catalog {
 public:
  std::vector<CatalogEntry> entries;
  std::vector<RejectedLibrary> rejected;
  std::string stamp;    ///< of the host
  std::string runtime;  ///< SHA-256 of the host program and of the SDK's library: what trains

  [[nodiscard]] const CatalogEntry* find(std::string_view kind, std::string_view name) const;
  /// Names of a kind, sorted.
  [[nodiscard]] std::vector<std::string> names(std::string_view kind) const;
  /// Kinds that have a component of that name, sorted: for "'kmeans' is a baseline, not a loss".
  [[nodiscard]] std::vector<std::string> kinds_with(std::string_view name) const;

  [[nodiscard]] Value to_value() const;
  static Catalog from_value(const Value& value);
};

/// The entries of every component that a resolved trial spec names with `use`, each once, in the order dataset, encoder, baseline, stages,
/// latents, losses, metrics. Names that the catalogue does not know are left out.
ASSAY_EXPORT std::vector<const CatalogEntry*> used_components(const Value& resolved, const Catalog& catalog);

/// The kinds of plugins in the order of the documentation.
ASSAY_EXPORT const std::vector<std::string>& plugin_kinds();

}  // namespace assay
