#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/catalog.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

/// True when the tree describes a baseline, not a composed model.
bool is_baseline(const Node& tree);

/// Every top-level table that can be part of a trial, in the order of the documentation.
const std::vector<std::string>& trial_tables();
/// True for paths into them.
bool is_trial_path(std::string_view path);

/// The entry of a method by what a table names with `use`: a baseline, or the composed model; nullptr when there is none.
const CatalogEntry* find_method(const Catalog& catalog, const std::string& use);

/// A part of the spec that a method reads.
struct Part {
  std::string path;
  bool optional = false;  ///< read where the spec has it
};

/// The parts of the spec, besides its own table, that a method `use` on the stage `on` (empty: on the data) reads: "encoder", "labels",
/// "stage.<name>", and of the composed model "latent", "loss" and "train".
std::vector<Part> parts_of_method(const std::string& use, const std::string& on, const Catalog& catalog);

/// "pretrain" of the part "stage.pretrain"; empty for a part that is no stage.
std::string stage_of(std::string_view part);

/// What a trial reads of a spec: paths of tables, the stages one by one ("dataset", "encoder", "stage.pretrain", …).
class Reads {
 public:
  /// A composed model reads dataset, encoder, latent, loss, train and evaluate. A baseline reads dataset, baseline, evaluate, what its
  /// component declares to need, and the stage that `on` names; and so does every stage that it reads.
  Reads(const Node& tree, const Catalog& catalog);

  /// Whether a value at `path`, or something below it, is read.
  [[nodiscard]] bool contains(std::string_view path) const;
  [[nodiscard]] bool baseline() const { return baseline_; }
  /// Whether a stage is named that the spec does not have: then what it would read is unknown.
  [[nodiscard]] bool names_unknown_stage() const { return names_unknown_stage_; }
  /// Whether the part is read, and not just where the spec has it.
  [[nodiscard]] bool needs(std::string_view path) const;
  /// The paths of all parts.
  [[nodiscard]] std::vector<std::string> parts() const;
  /// Reads what `other` reads, too.
  void add(const Reads& other);

 private:
  void add(const Part& part);
  void follow(const Node& tree, const Node& component, const Catalog& catalog);

  bool baseline_;
  bool names_unknown_stage_ = false;
  std::vector<Part> parts_;
};

}  // namespace assay::spec
