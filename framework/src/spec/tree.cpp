#include "spec/tree.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay::spec {

const char* Node::type_name() const {
  if (is_array()) return "array";
  return is_table() ? "table" : scalar.type_name();
}

const Entry* Node::entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& candidate) { return candidate.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

Entry* Node::entry(std::string_view key) { return const_cast<Entry*>(std::as_const(*this).entry(key)); }

const Node* Node::find(std::string_view key) const {
  const Entry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

const std::string& Node::text(std::string_view key) const {
  static const std::string none;
  const Node* member = find(key);
  return member != nullptr && member->is_string() ? member->scalar.string() : none;
}

std::vector<std::string> Node::keys() const {
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const auto& member : entries) names.push_back(member.key);
  return names;
}

void Node::erase(std::string_view key) {
  entries.erase(std::remove_if(entries.begin(), entries.end(), [&](const Entry& candidate) { return candidate.key == key; }), entries.end());
}

Value Node::to_value() const {
  if (is_scalar()) return scalar;
  if (is_array()) {
    Value::Array array;
    array.reserve(items.size());
    for (const auto& item : items) array.push_back(item.to_value());
    return {std::move(array)};
  }
  Value::Table table;
  for (const auto& member : entries) table.emplace(member.key, member.value.to_value());
  return {std::move(table)};
}

Node scalar_node(Value value, Origin origin) {
  Node node;
  node.type = Node::Type::scalar;
  node.scalar = std::move(value);
  node.origin = std::move(origin);
  return node;
}

Node table_node(Origin origin) {
  Node node;
  node.origin = std::move(origin);
  return node;
}

void replace(Node& old, Node fresh) {
  std::vector<Origin> places = std::move(old.overridden);
  places.push_back(std::move(old.origin));
  places.insert(places.end(), fresh.overridden.begin(), fresh.overridden.end());
  fresh.overridden.clear();
  for (auto& place : places) {
    // A part that several files extend brings the same value several times.
    const auto is_same = [&](const Origin& other) {
      return std::tie(place.file, place.line, place.column) == std::tie(other.file, other.line, other.column);
    };
    if (is_same(fresh.origin) || std::any_of(fresh.overridden.begin(), fresh.overridden.end(), is_same)) continue;
    fresh.overridden.push_back(std::move(place));
  }
  old = std::move(fresh);
}

void change_use(Node& table, const Node& use, const std::vector<std::string_view>& kept) {
  const auto dropped = [&](const Entry& member) { return member.key != "use" && std::find(kept.begin(), kept.end(), member.key) == kept.end(); };
  table.entries.erase(std::remove_if(table.entries.begin(), table.entries.end(), dropped), table.entries.end());
  if (Node* old = table.find("use")) replace(*old, use);
}

std::vector<std::string_view> framework_keys(std::string_view table) {
  if (table == "dataset") return {"train_on"};
  if (table == "loss") return {"on", "weight"};
  if (table == "baseline" || table == "stage") return {"on"};
  return {};
}

namespace {

/// `table`: the first key of the path to both; empty for whole specs.
void merge_below(Node& base, const Node& overlay, std::string_view table) {
  if (!base.is_table() || !overlay.is_table()) {
    replace(base, overlay);
    return;
  }
  const Node* new_use = overlay.find("use");
  const Node* old_use = base.find("use");
  const bool other_component = new_use != nullptr && old_use != nullptr && new_use->to_value() != old_use->to_value();
  if (other_component) change_use(base, *new_use, framework_keys(table));
  for (const auto& member : overlay.entries) {
    Entry* old = base.entry(member.key);
    if (old == nullptr) {
      base.entries.push_back(member);
    } else {
      if (member.key != "use" || !other_component) merge_below(old->value, member.value, table.empty() ? std::string_view(member.key) : table);
      old->key_origin = member.key_origin;
    }
  }
  base.origin = overlay.origin;
}

}  // namespace

void merge(Node& base, const Node& overlay) { merge_below(base, overlay, {}); }

}  // namespace assay::spec
