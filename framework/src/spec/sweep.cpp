#include "spec/sweep.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "assay/options/field.hpp"
#include "base/json.hpp"
#include "base/settings.hpp"
#include "spec/components.hpp"
#include "spec/random_settings.hpp"

namespace assay::spec {
namespace {

struct SeedOptions {
  std::int64_t base = 1;
  std::int64_t count = 1;

  static constexpr auto fields = assay::fields(assay::field("base", &SeedOptions::base, "the first seed").in(0, 4e15),
                                               assay::field("count", &SeedOptions::count, "how many seeds follow each other").in(1, most_trials));
};

const std::vector<std::string>& sweep_keys() {
  static const std::vector<std::string> keys{"grid", "zip", "list", "random", "when", "halving", "arms", "cases", "seeds"};
  return keys;
}

class SweepReader {
 public:
  explicit SweepReader(Findings& findings) : findings_(findings) {}

  Sweep read(const Node& table) {
    for (const auto& member : table.entries) {
      if (member.key == "grid") {
        read_grid(member.value);
      } else if (member.key == "zip") {
        read_zip(member.value);
      } else if (member.key == "list") {
        read_list(member.value);
      } else if (member.key == "random") {
        add_random(member.value);
      } else if (member.key == "when") {
        read_conditions(member.value);
      } else if (member.key == "halving") {
        read_halving(member.value);
      } else if (member.key == "arms") {
        sweep_.arms = read_names(member.value, "'arms' of [sweep]", "arms", findings_);
      } else if (member.key == "cases") {
        sweep_.cases = read_names(member.value, "'cases' of [sweep]", "cases", findings_);
      } else if (member.key == "seeds") {
        read_seeds(member.value);
      } else {
        unknown_key(member, "[sweep]", sweep_keys(), findings_);
      }
    }
    limit_size(table);
    return std::move(sweep_);
  }

 private:
  /// Values of one axis of `grid` or `zip`.
  const std::vector<Node>* values_of(const Assignment& axis) {
    if (axis.value.is_array() && !axis.value.items.empty()) return &axis.value.items;
    if (axis.value.is_array()) {
      findings_.add("spec.empty-list", fmt::format("the axis '{}' has no values", axis.path), axis.value.origin);
    } else {
      findings_.add("spec.wrong-type", fmt::format("the axis '{}' wants a list of values, found {}", axis.path, axis.value.type_name()),
                    axis.value.origin);
    }
    return nullptr;
  }

  void add_axis(const Assignment& axis) {
    const auto same = [&](const Assignment& other) { return other.path == axis.path; };
    if (std::any_of(sweep_.axes.begin(), sweep_.axes.end(), same)) {
      findings_.add("spec.repeated-axis", fmt::format("the sweep varies '{}' twice", axis.path), axis.path_origin);
    } else {
      sweep_.axes.push_back(axis);
    }
  }

  void read_grid(const Node& node) {
    for (const auto& axis : read_assignments(node, "'grid'", findings_)) {
      const auto* values = values_of(axis);
      if (values == nullptr) continue;
      add_axis(axis);
      AxisGroup group;
      for (const auto& value : *values) group.points.push_back({{axis.path, axis.path_origin, value}});
      sweep_.groups.push_back(std::move(group));
    }
  }

  void read_zip(const Node& node) {
    AxisGroup group;
    const Assignment* first = nullptr;
    const auto axes = read_assignments(node, "'zip'", findings_);
    for (const auto& axis : axes) {
      const auto* values = values_of(axis);
      if (values == nullptr) continue;
      if (first == nullptr) {
        first = &axis;
        group.points.resize(values->size());
      }
      if (values->size() != group.points.size()) {
        findings_.add("spec.unequal-lengths",
                      fmt::format("'zip' pairs values one by one, but '{}' has {} and '{}' has {}", first->path, group.points.size(), axis.path,
                                  values->size()),
                      axis.value.origin, "use 'grid' for all combinations");
        continue;
      }
      add_axis(axis);
      for (std::size_t i = 0; i < values->size(); ++i) group.points[i].push_back({axis.path, axis.path_origin, (*values)[i]});
    }
    if (!group.points.empty()) sweep_.groups.push_back(std::move(group));
  }

  void read_list(const Node& node) {
    if (!node.is_array() || node.items.empty()) {
      findings_.add(node.is_array() ? "spec.empty-list" : "spec.wrong-type",
                    fmt::format("'list' wants one table of paths and values per setting, found {}", node.is_array() ? "none" : node.type_name()),
                    node.origin);
      return;
    }
    AxisGroup group;
    std::set<std::string> own;
    for (const auto& item : node.items) {
      auto point = read_assignments(item, "an entry of 'list'", findings_);
      for (const auto& axis : point) {
        if (own.insert(axis.path).second) add_axis(axis);
      }
      group.points.push_back(std::move(point));
    }
    sweep_.groups.push_back(std::move(group));
  }

  void add_random(const Node& node) {
    RandomSettings settings = read_random(node, findings_);
    for (const auto& axis : settings.axes) add_axis(axis);
    if (!settings.points.empty()) sweep_.groups.push_back({std::move(settings.points)});
  }

  void read_conditions(const Node& node) {
    for (const auto& condition : read_assignments(node, "'when'", findings_)) {
      Condition read{condition.path, condition.path_origin, {}};
      if (condition.value.is_table()) {
        for (const auto& one : condition.value.entries) read.where.push_back({one.key, one.key_origin, as_list(one.value)});
      }
      if (read.where.empty()) {
        findings_.add("spec.wrong-type",
                      fmt::format("the condition of '{}' wants a table of axes and the values that they have then", condition.path),
                      condition.value.origin);
      } else {
        sweep_.conditions.push_back(std::move(read));
      }
    }
  }

  void read_halving(const Node& node) {
    if (!node.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'halving' wants a table with metric and epochs, found {}", node.type_name()), node.origin);
      return;
    }
    const std::size_t before = findings_.size();
    Value options = check_settings(node, "'halving'", halving_schema(), {}, findings_);
    if (findings_.size() != before) return;
    const auto& epochs = options.at("epochs").array();
    const auto not_later = [](const Value& left, const Value& right) { return left.integer() >= right.integer(); };
    if (epochs.empty() || std::adjacent_find(epochs.begin(), epochs.end(), not_later) != epochs.end()) {
      findings_.add("spec.bad-rungs", "'epochs' of 'halving' wants ascending numbers, one at least", node.find("epochs")->origin);
      return;
    }
    sweep_.halving = std::move(options);
    sweep_.halving_origin = node.origin;
  }

  static Node as_list(const Node& value) {
    if (value.is_array()) return value;
    Node list;
    list.type = Node::Type::array;
    list.origin = value.origin;
    list.items = {value};
    return list;
  }

  void read_seeds(const Node& node) {
    std::vector<std::int64_t> seeds;
    if (node.is_array()) {
      for (const auto& item : node.items) {
        if (!item.is_scalar() || !item.scalar.is_integer() || item.scalar.integer() < 0) {
          findings_.add("spec.wrong-type", fmt::format("a seed is a whole number from 0, found {}", to_json(item.to_value())), item.origin);
        } else if (std::find(seeds.begin(), seeds.end(), item.scalar.integer()) != seeds.end()) {
          findings_.add("spec.repeated-seed", fmt::format("the seed {} is given twice", item.scalar.integer()), item.origin);
        } else {
          seeds.push_back(item.scalar.integer());
        }
      }
      if (node.items.empty()) findings_.add("spec.empty-list", "'seeds' has no seeds", node.origin);
    } else if (node.is_table()) {
      const Value options = check_settings(node, "'seeds'", seed_schema(), {}, findings_);
      const std::int64_t count = std::min<std::int64_t>(options.at("count").integer(), static_cast<std::int64_t>(most_trials));
      for (std::int64_t i = 0; i < count; ++i) seeds.push_back(options.at("base").integer() + i);
    } else {
      findings_.add("spec.wrong-type", fmt::format("'seeds' wants {{ base, count }} or a list of seeds, found {}", node.type_name()), node.origin);
    }
    if (!seeds.empty()) sweep_.seeds = std::move(seeds);
  }

  void limit_size(const Node& table) {
    const std::uint64_t combinations = sweep_.combinations();
    if (combinations <= most_trials / sweep_.seeds.size()) return;
    findings_.add(
        "spec.sweep-too-large",
        fmt::format("the sweep makes more than {} trials per arm ({} settings at {} seeds)", most_trials, combinations, sweep_.seeds.size()),
        table.origin, "split the study, or sweep fewer options at once");
    sweep_.groups.clear();
  }

  Findings& findings_;
  Sweep sweep_;
};

}  // namespace

std::uint64_t Sweep::combinations() const {
  constexpr std::uint64_t ceiling = 1'000'000'000'000'000;
  std::uint64_t product = 1;
  for (const auto& group : groups) product = std::min<std::uint64_t>(ceiling, product * std::min<std::uint64_t>(group.points.size(), 10000));
  return product;
}

Sweep read_sweep(const Node& table, Findings& findings) { return SweepReader(findings).read(table); }

const Schema& halving_schema() {
  static const Schema schema = schema_of<HalvingOptions>();
  return schema;
}

const Schema& seed_schema() {
  static const Schema schema = schema_of<SeedOptions>();
  return schema;
}

}  // namespace assay::spec
