#include "spec/reads.hpp"

#include <algorithm>

#include "base/settings.hpp"
#include "spec/path.hpp"

namespace assay::spec {
namespace {

constexpr std::string_view stage_prefix = "stage.";

/// Whether `path` is `part`, lies in it, or contains it.
bool overlap(std::string_view part, std::string_view path) {
  const std::string_view& shorter = part.size() < path.size() ? part : path;
  const std::string_view& longer = part.size() < path.size() ? path : part;
  return longer.substr(0, shorter.size()) == shorter && (longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

}  // namespace

bool is_baseline(const Node& tree) { return tree.find("baseline") != nullptr; }

const std::vector<std::string>& trial_tables() {
  static const std::vector<std::string> tables{"dataset", "labels", "encoder", "latent", "loss", "train", "stage", "baseline", "evaluate"};
  return tables;
}

bool is_trial_path(std::string_view path) {
  const auto& tables = trial_tables();
  return std::find(tables.begin(), tables.end(), first_segment(path)) != tables.end();
}

const CatalogEntry* find_method(const Catalog& catalog, const std::string& use) {
  return use == composed_model ? find_builtin("stage", use) : catalog.find("baseline", use);
}

std::vector<Part> parts_of_method(const std::string& use, const std::string& on, const Catalog& catalog) {
  std::vector<Part> parts;
  if (const CatalogEntry* entry = find_method(catalog, use)) {
    for (const auto& need : entry->schema.needs) parts.push_back({need.part, need.optional});
  }
  if (!on.empty()) parts.push_back({std::string(stage_prefix) + on});
  return parts;
}

std::string stage_of(std::string_view part) {
  return part.substr(0, stage_prefix.size()) == stage_prefix ? std::string(part.substr(stage_prefix.size())) : std::string();
}

Reads::Reads(const Node& tree, const Catalog& catalog) : baseline_(is_baseline(tree)) {
  add({"dataset"});
  if (baseline_) {
    add({"baseline"});
    add({"evaluate"});
    follow(tree, *tree.find("baseline"), catalog);
  } else {
    for (const auto& part : parts_of_method(composed_model, {}, catalog)) add(part);
    add({"evaluate"});
  }
}

bool Reads::contains(std::string_view path) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return overlap(part.path, path); });
}

bool Reads::needs(std::string_view path) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return !part.optional && overlap(part.path, path); });
}

std::vector<std::string> Reads::parts() const {
  std::vector<std::string> paths;
  for (const auto& part : parts_) paths.push_back(part.path);
  return paths;
}

void Reads::add(const Reads& other) {
  for (const auto& part : other.parts_) add(part);
  names_unknown_stage_ = names_unknown_stage_ || other.names_unknown_stage_;
}

void Reads::add(const Part& part) {
  const auto known = std::find_if(parts_.begin(), parts_.end(), [&](const Part& one) { return one.path == part.path; });
  if (known == parts_.end()) {
    parts_.push_back(part);
  } else {
    known->optional = known->optional && part.optional;
  }
}

void Reads::follow(const Node& tree, const Node& component, const Catalog& catalog) {
  const Node* stages = tree.find("stage");
  for (const auto& part : parts_of_method(component.text("use"), component.text("on"), catalog)) {
    const bool known = std::any_of(parts_.begin(), parts_.end(), [&](const Part& one) { return one.path == part.path; });
    add(part);
    const std::string name = stage_of(part.path);
    if (known || name.empty()) continue;
    const Node* stage = stages == nullptr ? nullptr : stages->find(name);
    if (stage == nullptr) {
      names_unknown_stage_ = true;
    } else {
      follow(tree, *stage, catalog);
    }
  }
}

}  // namespace assay::spec
