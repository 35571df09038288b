#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/options/schema.hpp"
#include "base/catalog.hpp"
#include "spec/compose.hpp"
#include "spec/findings.hpp"
#include "spec/path.hpp"
#include "spec/sweep.hpp"
#include "spec/variants.hpp"

namespace assay::spec {

/// What a top-level key of a spec holds.
enum class KeyForm { number, string, paths, component, components, component_list, settings, table };

struct TopLevelKey {
  std::string name;
  KeyForm form;
  std::string help;
};

/// Every key that a spec may have at its top, in the order of the documentation.
const std::vector<TopLevelKey>& top_level_keys();

/// True for tables of the spec's own that a path may create: train, evaluate, run, sweep, …
bool is_plain_table(std::string_view key);

/// The tables, besides those of a trial, that a profile may change.
const std::vector<std::string>& general_tables();

/// A spec, read but not yet expanded into trials.
struct Document {
  std::string study;  ///< empty: a fragment
  std::string title;
  Node root;          ///< with the overrides of profile and command line applied that concern no trial alone
  Variants variants;  ///< at least one arm; named "main" when the spec has none
  Sweep sweep;
  Value table;                             ///< [table], checked
  Value figures = Value::Table{};          ///< [figure.<name>] by name, each complete with defaults
  Value run;                               ///< [run], complete with defaults
  Value slurm;                             ///< [slurm], likewise
  Profile profile;                         ///< the chosen one; without a name when none was
  std::vector<std::string> profile_names;  ///< all that can be chosen

  [[nodiscard]] bool is_fragment() const { return study.empty(); }
};

/// Reads and checks everything in the spec but the tables that make up a trial (dataset, encoder, latent, loss, train, baseline, evaluate).
/// `profile` names the profile to apply, or is empty; `overrides` are those of the command line that concern no trial alone.
Document read_document(const Composed& composed, const std::string& profile, const std::vector<Assignment>& overrides, Findings& findings);

/// Schemas of the spec's own small tables, for checks and documentation: "sweep.seeds", "test.smoke".
const std::vector<CatalogEntry>& document_tables();

}  // namespace assay::spec
