#include "spec/path.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/suggest.hpp"
#include "spec/components.hpp"
#include "spec/document.hpp"
#include "spec/source.hpp"

namespace assay::spec {
namespace {

constexpr std::size_t longest_path = 256;

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t dot = std::min(path.find('.', start), path.size());
    segments.emplace_back(path.substr(start, dot - start));
    start = dot + 1;
  }
  return segments;
}

bool is_path(std::string_view path) {
  if (path.empty() || path.size() > longest_path) return false;
  const auto segments = split(path);
  return std::all_of(segments.begin(), segments.end(),
                     [](const std::string& segment) { return !segment.empty() && segment.find_first_of(" \t\r\n=[]{}\"'") == std::string::npos; });
}

bool ends_with_use(const std::string& path) { return path.size() > 4 && path.compare(path.size() - 4, 4, ".use") == 0; }

/// Walks down one path and sets its value.
class Walker {
 public:
  Walker(Node& root, const Assignment& assignment, Findings& findings)
      : here_(&root), assignment_(assignment), segments_(split(assignment.path)), findings_(findings) {}

  void set() {
    for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
      if (!descend(i)) return;
    }
    set_last();
  }

 private:
  bool descend(std::size_t i) {
    if (here_->is_array()) return choose_loss(i);
    Entry* member = here_->entry(segments_[i]);
    if (member == nullptr && may_create(i)) {
      here_->entries.push_back({segments_[i], assignment_.path_origin, table_node(assignment_.path_origin)});
      member = &here_->entries.back();
    }
    if (member == nullptr) return unknown(i, here_->keys());
    Node& value = member->value;
    if (value.is_string() && (segments_[i] == "optimizer")) value = component_named(value);
    const bool is_loss_list = i == 0 && segments_[i] == "loss" && value.is_array();
    if (!value.is_table() && !is_loss_list) {
      return report("spec.unknown-path",
                    fmt::format("'{}' is {}, so there is no '{}'", joined(i + 1), with_article(value.type_name()), assignment_.path), "", {});
    }
    here_ = &value;
    return true;
  }

  /// Absent tables appear only where that makes a complete table: one of the spec's own, or a component that `use` names.
  [[nodiscard]] bool may_create(std::size_t i) const {
    const bool last_table = i + 2 == segments_.size();
    if (last_table && segments_.back() == "use") return true;
    if (i == 0) return is_plain_table(segments_[0]) || (ends_with_use(assignment_.path) && (segments_[0] == "latent" || segments_[0] == "stage"));
    return segments_[0] == "sweep" && segments_[1] == "seeds" && last_table;
  }

  static Node component_named(const Node& name) {
    Node table = table_node(name.origin);
    table.entries.push_back({"use", name.origin, name});
    return table;
  }

  bool choose_loss(std::size_t i) {
    std::vector<std::string> addresses;
    std::vector<std::string> matching;
    Node* chosen = nullptr;
    for (auto& loss : here_->items) {
      addresses.push_back(loss_address(*here_, loss));
      const std::string full = loss.text("use") + '@' + loss.text("on");
      if (loss.text("use") != segments_[i] && full != segments_[i]) continue;
      matching.push_back(addresses.back());
      chosen = &loss;
    }
    if (matching.empty()) return unknown(i, addresses);
    if (matching.size() > 1) {
      return report("spec.ambiguous-path", fmt::format("'{}' names {} losses", joined(i + 1), matching.size()), "name one of: " + join(matching), {});
    }
    here_ = chosen;
    return true;
  }

  void set_last() {
    const std::string& key = segments_.back();
    if (here_->is_array()) {
      choose_loss(segments_.size() - 1);
      if (here_->is_table()) unknown(segments_.size(), here_->keys());
      return;
    }
    Entry* member = here_->entry(key);
    if (key == "use" && member != nullptr && assignment_.value.to_value() != member->value.to_value()) {
      change_use(*here_, assignment_.value, framework_keys(segments_[0]));
      return;
    }
    if (member == nullptr) {
      here_->entries.push_back({key, assignment_.path_origin, assignment_.value});
      return;
    }
    replace(member->value, assignment_.value);
    member->key_origin = assignment_.path_origin;
  }

  [[nodiscard]] std::string joined(std::size_t count) const {
    return join(std::vector<std::string>(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(count)), ".");
  }

  bool unknown(std::size_t i, const std::vector<std::string>& names) {
    const std::string where = i == 0 ? std::string("the spec") : fmt::format("'{}'", joined(i));
    std::vector<std::string> notes;
    if (!names.empty() && i > 0) notes.push_back(fmt::format("{} has: {}", where, join(names)));
    return report("spec.unknown-path", fmt::format("there is no '{}' in {}, so '{}' sets nothing", segments_[i], where, assignment_.path),
                  did_you_mean(segments_[i], names), std::move(notes));
  }

  bool report(const char* code, std::string message, std::string help, std::vector<std::string> notes) {
    findings_.add(code, std::move(message), assignment_.path_origin, std::move(help), std::move(notes));
    return false;
  }

  Node* here_;
  const Assignment& assignment_;
  std::vector<std::string> segments_;
  Findings& findings_;
};

}  // namespace

std::string_view first_segment(std::string_view path) { return path.substr(0, path.find('.')); }

std::string loss_address(const Node& losses, const Node& loss) {
  const std::string& use = loss.text("use");
  const auto same = std::count_if(losses.items.begin(), losses.items.end(), [&](const Node& other) { return other.text("use") == use; });
  return same > 1 ? use + '@' + loss.text("on") : use;
}

Assignment parse_override(const std::string& argument) {
  const Origin origin{"--set " + argument, 0, 0, 1};
  const auto equals = argument.find('=');
  if (equals == std::string::npos) {
    throw SpecError(Diagnostic{"spec.bad-override", "'--set' wants path=value", origin, "for example: --set train.epochs=10", {}});
  }
  const std::string path = argument.substr(0, equals);
  if (!is_path(path)) throw SpecError(Diagnostic{"spec.bad-override", fmt::format("'{}' is not a dotted path", path), origin, {}, {}});
  return {path, origin, parse_literal(argument.substr(equals + 1), origin)};
}

std::vector<Assignment> read_assignments(const Node& table, const std::string& what, Findings& findings) {
  std::vector<Assignment> list;
  if (!table.is_table()) {
    findings.add("spec.wrong-type", fmt::format("{} wants a table of paths and values, found {}", what, table.type_name()), table.origin);
    return list;
  }
  for (const auto& member : table.entries) {
    if (is_path(member.key) && member.key.find('.') != std::string::npos) {
      list.push_back({member.key, member.key_origin, member.value});
    } else {
      findings.add("spec.unknown-path", fmt::format("'{}' is not a dotted path", member.key), member.key_origin,
                   "write the whole path as one key in quotes: \"train.lr\" = 0.01");
    }
  }
  return list;
}

void assign(Node& root, std::vector<Assignment> assignments, Findings& findings) {
  std::stable_partition(assignments.begin(), assignments.end(), [](const Assignment& one) { return ends_with_use(one.path); });
  for (const auto& assignment : assignments) Walker(root, assignment, findings).set();
}

}  // namespace assay::spec
