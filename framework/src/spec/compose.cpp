#include "spec/compose.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/json.hpp"
#include "spec/findings.hpp"

namespace assay::spec {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t schema_version = 1;

/// A composed file and all the files that went into it.
struct ComposedFile {
  Node root;
  std::set<std::string> files;
};

std::string resolve_path(const std::string& including, const std::string& included) {
  const fs::path path(included);
  return path.is_absolute() ? included : (fs::path(including).parent_path() / path).lexically_normal().string();
}

void check_schema(const Node& root, const std::string& path, Findings& findings) {
  const Entry* schema = root.entry("schema");
  if (schema == nullptr) {
    findings.add("spec.missing-schema", "the spec does not say which schema it follows", {path, 1, 1, 1},
                 fmt::format("begin the file with: schema = {}", schema_version));
    return;
  }
  if (!schema->value.is_scalar() || schema->value.scalar != Value(schema_version)) {
    findings.add("spec.unsupported-schema", fmt::format("this program reads schema {}, found {}", schema_version, to_json(schema->value.to_value())),
                 schema->value.origin);
  } else if (&root.entries.front() != schema) {
    findings.add("spec.schema-not-first", "'schema' must be the first key of the file", schema->key_origin);
  }
}

/// The places and texts of the `extends` list.
std::vector<const Node*> include_list(const Node& root, Findings& findings) {
  std::vector<const Node*> list;
  const Node* extends = root.find("extends");
  if (extends == nullptr) return list;
  if (extends->is_array()) {
    for (const auto& item : extends->items) list.push_back(&item);
  } else {
    list.push_back(extends);
  }
  for (const Node* item : list) {
    if (item->is_string() && !item->scalar.string().empty()) continue;
    findings.add("spec.wrong-type", fmt::format("'extends' wants the path of a spec or a list of them, found {}", item->type_name()), item->origin);
  }
  return list;
}

bool from_shared_file(const Node& node, const std::set<std::string>& shared) {
  const auto is_shared = [&](const Origin& origin) { return shared.count(origin.file) != 0; };
  return is_shared(node.origin) || std::any_of(node.overridden.begin(), node.overridden.end(), is_shared);
}

/// Finds the leaves on which two included files disagree although a file that both include gives them, and the including file does not.
class ConflictSearch {
 public:
  ConflictSearch(const std::set<std::string>& shared, const Node& extends, Findings& findings)
      : shared_(shared), extends_(extends), findings_(findings) {}

  void compare(const Node& left, const Node& right, const Node* own, const std::string& path) {
    if (left.is_table() && right.is_table()) {
      for (const auto& member : left.entries) {
        const Node* other = right.find(member.key);
        if (other == nullptr || member.key == "schema") continue;
        const Node* override_here = own == nullptr ? nullptr : own->find(member.key);
        compare(member.value, *other, override_here, path.empty() ? member.key : path + '.' + member.key);
      }
      return;
    }
    if (own != nullptr || left.to_value() == right.to_value()) return;
    if (!from_shared_file(left, shared_) && !from_shared_file(right, shared_)) return;
    const auto place = [](const Node& node) { return fmt::format("{}:{}:{}", node.origin.file, node.origin.line, node.origin.column); };
    findings_.add("spec.include-conflict", fmt::format("two of the extended files disagree on '{}', which a file that both extend sets", path),
                  extends_.origin, fmt::format("set '{}' in this file, or extend only one of them", path),
                  {fmt::format("{} at {}", to_json(left.to_value()), place(left)), fmt::format("{} at {}", to_json(right.to_value()), place(right))});
  }

 private:
  const std::set<std::string>& shared_;
  const Node& extends_;
  Findings& findings_;
};

class Composer {
 public:
  explicit Composer(Composed& result) : result_(result) {}

  const ComposedFile& compose_file(const std::string& path, const Origin& named_at) {
    refuse_cycle(path, named_at);
    if (const auto done = parts_.find(path); done != parts_.end()) return done->second;
    if (result_.sources.size() >= most_files) {
      throw SpecError(Diagnostic{"spec.too-many-files", fmt::format("a spec is composed of at most {} files", most_files), named_at, {}, {}});
    }
    result_.sources.push_back(read_source(path, named_at));
    if (named_at.known()) result_.included_from.emplace(path, named_at);
    chain_.push_back(path);
    const Node own = parse_source(result_.sources.back());
    ComposedFile part = compose_parts(own, path);
    chain_.pop_back();
    return parts_.emplace(path, std::move(part)).first->second;
  }

  [[nodiscard]] const Findings& findings() const { return findings_; }

 private:
  ComposedFile compose_parts(const Node& own, const std::string& path) {
    check_schema(own, path, findings_);
    ComposedFile whole;
    whole.root.origin = own.origin;
    std::vector<const ComposedFile*> included;
    for (const Node* item : include_list(own, findings_)) {
      if (!item->is_string() || item->scalar.string().empty()) continue;
      const ComposedFile& part = compose_file(resolve_path(path, item->scalar.string()), item->origin);
      for (const ComposedFile* earlier : included) find_conflicts(*earlier, part, own);
      included.push_back(&part);
      merge(whole.root, part.root);
      whole.files.insert(part.files.begin(), part.files.end());
    }
    Node rest = own;
    rest.erase("extends");
    merge(whole.root, rest);
    whole.files.insert(path);
    return whole;
  }

  void find_conflicts(const ComposedFile& left, const ComposedFile& right, const Node& own) {
    std::set<std::string> shared;
    std::set_intersection(left.files.begin(), left.files.end(), right.files.begin(), right.files.end(), std::inserter(shared, shared.end()));
    if (!shared.empty()) ConflictSearch(shared, *own.find("extends"), findings_).compare(left.root, right.root, &own, "");
  }

  void refuse_cycle(const std::string& path, const Origin& named_at) const {
    const auto again = std::find(chain_.begin(), chain_.end(), path);
    std::string shown;
    for (auto step = again; step != chain_.end(); ++step) shown += *step + " -> ";
    if (again != chain_.end()) {
      throw SpecError(Diagnostic{"spec.include-cycle", fmt::format("'{}' extends itself", path), named_at, {}, {shown + path}});
    }
    if (chain_.size() < longest_include_chain) return;
    for (const auto& step : chain_) shown += step + " -> ";
    throw SpecError(Diagnostic{
        "spec.include-too-deep", fmt::format("'extends' is nested more than {} files deep", longest_include_chain), named_at, {}, {shown + path}});
  }

  Composed& result_;
  std::map<std::string, ComposedFile> parts_;
  std::vector<std::string> chain_;
  Findings findings_;
};

}  // namespace

Composed compose(const std::string& path) {
  Composed result;
  Composer composer(result);
  try {
    result.root = composer.compose_file(path, {}).root;
  } catch (const SpecError& error) {
    Findings findings;
    for (const auto& diagnostic : error.diagnostics()) findings.add(diagnostic);
    findings.throw_if_any(result.included_from);
  }
  composer.findings().throw_if_any(result.included_from);
  return result;
}

}  // namespace assay::spec
