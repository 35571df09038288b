#include "spec/resolve.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "spec/components.hpp"
#include "spec/reads.hpp"

namespace assay::spec {
namespace {

class TrialResolver {
 public:
  TrialResolver(const Node& tree, const Catalog& catalog, bool fragment, Findings& findings)
      : tree_(tree), catalog_(catalog), reads_(tree, catalog), fragment_(fragment), findings_(findings) {}

  Value resolve() {
    for (const auto& key : trial_tables()) {
      if (!reads_.contains(key)) continue;
      const Node* node = tree_.find(key);
      if (key == "stage") {
        stages();
      } else if (node == nullptr) {
        absent(key);
      } else if (key == "latent") {
        latents(*node);
      } else if (key == "loss") {
        losses(*node);
      } else if (key == "labels") {
        labels(*node);
      } else if (key == "train") {
        train(*node);
      } else if (key == "evaluate") {
        evaluate(*node);
      } else if (key == "dataset") {
        dataset(*node);
      } else if (key == "baseline") {
        put(key, baseline(*node));
      } else {
        put(key, check_component(catalog_, key, '[' + key + ']', *node, {}, findings_));
      }
    }
    report_missing();
    return {std::move(resolved_)};
  }

 private:
  void put(const std::string& key, Value value) {
    if (!value.is_null()) resolved_.emplace(key, std::move(value));
  }

  void absent(const std::string& key) {
    if (key == "train") return train(table_node(tree_.origin));
    if (key == "evaluate") return evaluate(table_node(tree_.origin));
    if (key == "labels") {
      if (!fragment_ && reads_.needs(key)) labels(table_node(tree_.origin));
      return;
    }
    const bool of_model = key == "encoder" || key == "latent" || key == "loss";
    if (of_model && reads_.baseline()) return;  // reported where it is needed
    if (!fragment_) missing_.push_back(heading_of(key));
  }

  /// A part of the spec as its table is written.
  static std::string heading_of(const std::string& part) {
    return part == "loss" ? "[[loss]]" : part == "latent" ? "[latent.<name>]" : '[' + part + ']';
  }

  void report_missing() {
    if (missing_.empty()) return;
    const bool only_data = missing_ == std::vector<std::string>{"[dataset]"};
    findings_.add("spec.missing-table", fmt::format("the spec has no {}", join(missing_, " and no ")), tree_.origin,
                  only_data ? "" : "a composed model needs [encoder], [latent.<name>] and [[loss]]; a baseline needs [baseline]");
  }

  void dataset(const Node& node) {
    static const Schema schema = schema_of<DatasetTableOptions>();
    Value resolved = check_component(catalog_, "dataset", "[dataset]", node, keys_of(schema), findings_);
    if (resolved.is_null()) return;
    const Value settings = framework_settings(node, "[dataset]", schema);
    // Not written out where it is what trials always did: they keep their ids.
    if (settings.at("train_on") != Value("all")) resolved["train_on"] = settings.at("train_on");
    put("dataset", std::move(resolved));
  }

  void labels(const Node& node) {
    if (expect_table(node, "labels")) resolved_.emplace("labels", check_settings(node, "[labels]", schema_of<LabelOptions>(), {}, findings_));
  }

  static std::vector<std::string_view> keys_of(const Schema& schema) {
    std::vector<std::string_view> keys;
    for (const auto& field : schema.fields) keys.emplace_back(field.key);
    return keys;
  }

  /// Those members of a component's table that belong to the framework, complete with defaults.
  Value framework_settings(const Node& table, const std::string& where, const Schema& schema) {
    Node own = table_node(table.origin);
    std::copy_if(table.entries.begin(), table.entries.end(), std::back_inserter(own.entries),
                 [&](const Entry& member) { return schema.find(member.key) != nullptr; });
    return check_settings(own, where, schema, {}, findings_);
  }

  void latents(const Node& node) {
    if (!node.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'latent' wants one table [latent.<name>] per variable, found {}", node.type_name()), node.origin);
      return;
    }
    if (const Entry* use = node.entry("use")) {
      findings_.add("spec.wrong-type", "[latent] holds one table per variable", use->key_origin, "name the variable: [latent.z]");
      return;
    }
    Value::Table table;
    for (const auto& member : node.entries) {
      if (!is_identifier(member.key)) {
        findings_.add("spec.bad-name", fmt::format("'{}' cannot be the name of a latent", member.key), member.key_origin,
                      "use lower-case letters, digits and '_', a letter first");
      }
      Value latent = check_component(catalog_, "latent", fmt::format("[latent.{}]", member.key), member.value, {}, findings_);
      if (!latent.is_null()) table.emplace(member.key, std::move(latent));
    }
    if (node.entries.empty()) absent("latent");
    resolved_.emplace("latent", std::move(table));
  }

  /// The trial's own method.
  Value baseline(const Node& node) {
    if (node.text("use") != composed_model) return method("baseline", "[baseline]", node);
    findings_.add("spec.wrong-kind", fmt::format("'{}' is a stage, not a baseline", composed_model), node.find("use")->origin,
                  "an arm without [baseline] is the composed model");
    return {};
  }

  Value stage(const std::string& where, const Node& node) {
    if (node.text("use") != composed_model) return method("stage", where, node);
    Value resolved = check_component(catalog_, "stage", where, node, {}, findings_);
    if (!resolved.is_null()) check_needs(resolved, node);
    return resolved;
  }

  /// A baseline: its options, and `on`.
  Value method(const char* kind, const std::string& where, const Node& node) {
    Value resolved = check_component(catalog_, kind, where, node, {"on"}, findings_);
    if (resolved.is_null()) return resolved;
    check_needs(resolved, node);
    if (const Node* on = node.find("on")) resolved["on"] = Value(checked_on(where, *on));
    return resolved;
  }

  void check_needs(const Value& resolved, const Node& node) {
    const CatalogEntry* entry = find_method(catalog_, resolved.at("use").string());
    if (entry == nullptr) return;
    for (const auto& need : entry->schema.needs) check_need(*entry, need, *node.find("use"));
  }

  void check_need(const CatalogEntry& entry, const NeedInfo& need, const Node& use) {
    const auto dot = need.part.find('.');
    const Node* table = tree_.find(need.part.substr(0, dot));
    if (table != nullptr && dot != std::string::npos) table = table->find(need.part.substr(dot + 1));
    if (table != nullptr || fragment_ || need.optional || is_plain_table(need.part)) return;  // a plain table says itself what it misses
    findings_.add("spec.missing-part", fmt::format("{} '{}' needs {}: {}", entry.kind, entry.name, heading_of(need.part), need.help), use.origin,
                  dot == std::string::npos ? "" : fmt::format("add a table [{}] with 'use', the name of a baseline", need.part));
  }

  std::string checked_on(const std::string& where, const Node& on) {
    if (!on.is_string()) {
      findings_.add("spec.wrong-type", fmt::format("'on' of {} wants the name of a stage, found {}", where, on.type_name()), on.origin);
      return {};
    }
    const Node* stages = tree_.find("stage");
    const std::string& name = on.scalar.string();
    const bool known = stages != nullptr && stages->find(name) != nullptr;
    if (!known && !fragment_) {
      const std::vector<std::string> names = stages == nullptr ? std::vector<std::string>{} : stages->keys();
      findings_.add("spec.unknown-stage", fmt::format("there is no stage '{}'", name), on.origin, did_you_mean(name, names),
                    {names.empty() ? "the spec has no stages" : "stages are: " + join(names)});
    }
    return name;
  }

  void stages() {
    const Node* node = tree_.find("stage");
    if (node == nullptr) return;  // reported where it is needed
    if (!node->is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'stage' wants one table [stage.<name>] per stage, found {}", node->type_name()), node->origin);
      return;
    }
    if (const Entry* use = node->entry("use")) {
      findings_.add("spec.wrong-type", "[stage] holds one table per stage", use->key_origin, "name the stage: [stage.pretrain]");
      return;
    }
    Value::Table table;
    for (const auto& member : node->entries) {
      if (!reads_.contains("stage." + member.key)) continue;
      if (!is_identifier(member.key)) {
        findings_.add("spec.bad-name", fmt::format("'{}' cannot be the name of a stage", member.key), member.key_origin,
                      "use lower-case letters, digits and '_', a letter first");
      }
      Value resolved = stage(fmt::format("[stage.{}]", member.key), member.value);
      if (!resolved.is_null()) table.emplace(member.key, std::move(resolved));
      if (const auto cycle = cycle_from(*node, member.key); !cycle.empty()) {
        findings_.add("spec.stage-cycle", fmt::format("the stages depend on each other in a circle: {}", cycle), member.key_origin);
      }
    }
    resolved_.emplace("stage", std::move(table));
  }

  /// "a, b, a" when the stage `first` leads back to itself, else nothing.
  [[nodiscard]] std::string cycle_from(const Node& stages, const std::string& first) const {
    std::set<std::string> seen;
    return chain_to(stages, first, first, seen);
  }

  [[nodiscard]] std::string chain_to(const Node& stages, const std::string& name, const std::string& goal, std::set<std::string>& seen) const {
    const Node* stage = stages.find(name);
    if (stage == nullptr || !seen.insert(name).second) return {};
    for (const auto& part : parts_of_method(stage->text("use"), stage->text("on"), catalog_)) {
      const std::string next = stage_of(part.path);
      if (next.empty()) continue;
      if (next == goal) return fmt::format("{}, {}", name, goal);
      const std::string rest = chain_to(stages, next, goal, seen);
      if (!rest.empty()) return fmt::format("{}, {}", name, rest);
    }
    return {};
  }

  static bool is_identifier(const std::string& name) { return detail::is_snake_case(name.c_str()) && name.size() <= 64; }

  void losses(const Node& node) {
    if (!node.is_array()) {
      findings_.add("spec.wrong-type", fmt::format("'loss' wants a list of tables, found {}", node.type_name()), node.origin,
                    "write [[loss]] with double brackets");
      return;
    }
    Value::Array list;
    std::set<std::string> terms;
    bool reconstructs = false;
    for (const auto& item : node.items) {
      Value loss = resolve_loss(item);
      if (loss.is_null()) {
        reconstructs = true;  // unknown: do not report what may be right
        continue;
      }
      const std::string& on = loss.at("on").string();
      reconstructs = reconstructs || on.empty();
      if (!terms.insert(loss.at("use").string() + '@' + on).second) {
        const std::string what = on.empty() ? "" : fmt::format(" on '{}'", on);
        findings_.add("spec.duplicate-loss", fmt::format("the objective has two terms '{}'{}", loss.at("use").string(), what), item.origin,
                      "give one term the sum of both weights");
      }
      list.push_back(std::move(loss));
    }
    if (node.items.empty()) absent("loss");
    if (!node.items.empty() && !reconstructs && !fragment_) {
      findings_.add("spec.no-reconstruction", "no term of the objective compares the decoder's output with the data", node.items.front().origin,
                    "add a [[loss]] without 'on'", {"losses that may do it: " + join(catalog_.names("loss"))});
    }
    resolved_.emplace("loss", std::move(list));
  }

  Value resolve_loss(const Node& item) {
    static const Schema schema = schema_of<LossTableOptions>();
    Value loss = check_component(catalog_, "loss", "[[loss]]", item, keys_of(schema), findings_);
    if (loss.is_null()) return loss;
    const Value settings = framework_settings(item, "[[loss]]", schema);
    for (const auto& setting : settings.table()) loss[setting.first] = setting.second;
    check_latent_name(item, loss.at("on").string());
    return loss;
  }

  void check_latent_name(const Node& loss, const std::string& on) {
    const Node* latents = tree_.find("latent");
    if (on.empty() || (fragment_ && latents == nullptr)) return;
    const bool known = latents != nullptr && latents->is_table() && latents->find(on) != nullptr;
    if (known) return;
    const std::vector<std::string> names = latents == nullptr ? std::vector<std::string>{} : latents->keys();
    const std::string note = names.empty() ? "the spec has no latents" : "latents are: " + join(names);
    findings_.add("spec.unknown-latent", fmt::format("there is no latent '{}'", on), loss.find("on")->origin, did_you_mean(on, names), {note});
  }

  void train(const Node& node) {
    if (!expect_table(node, "train")) return;
    static const Schema schema = schema_of<TrainOptions>();
    Value settings = check_settings(node, "[train]", schema, {"optimizer"}, findings_);
    const Node* optimizer = node.find("optimizer");
    Node named = optimizer == nullptr ? scalar_node(Value("adam"), node.origin) : *optimizer;
    settings["optimizer"] = resolve_named("optimizer", "'optimizer' of [train]", named);
    if (settings.at("optimizer").is_null()) {
      settings.table().erase("optimizer");
    } else {
      check_nesterov(settings.at("optimizer"), named);
    }
    resolved_.emplace("train", std::move(settings));
  }

  void check_nesterov(const Value& optimizer, const Node& node) {
    const Value* nesterov = optimizer.find("nesterov");
    if (nesterov == nullptr || !nesterov->boolean() || optimizer.at("momentum").real() > 0.0) return;
    const Node* written = node.find("nesterov");
    findings_.add("spec.nesterov-without-momentum", "'nesterov' looks ahead along the momentum, but there is none",
                  written == nullptr ? node.origin : written->origin, "set 'momentum' above 0, for example to 0.9");
  }

  void evaluate(const Node& node) {
    if (!expect_table(node, "evaluate")) return;
    static const Schema schema = schema_of<EvaluateOptions>();
    Value settings = check_settings(node, "[evaluate]", schema, {"metrics"}, findings_);
    Value::Array metrics;
    if (const Node* list = node.find("metrics")) {
      if (!list->is_array()) {
        findings_.add("spec.wrong-type", fmt::format("'metrics' wants a list of metrics, found {}", list->type_name()), list->origin);
      }
      std::set<std::string> names;
      for (const auto& item : list->items) {
        Value metric = resolve_named("metric", "'metrics' of [evaluate]", item);
        if (metric.is_null()) continue;
        if (!names.insert(metric.at("use").string()).second) {
          findings_.add("spec.duplicate-metric", fmt::format("the metric '{}' is named twice", metric.at("use").string()), item.origin);
        }
        metrics.push_back(std::move(metric));
      }
    }
    settings["metrics"] = Value(std::move(metrics));
    resolved_.emplace("evaluate", std::move(settings));
  }

  /// A component that the spec gives by its name alone, or as a table.
  Value resolve_named(const std::string& kind, const std::string& where, const Node& node) {
    if (!node.is_string()) return check_component(catalog_, kind, where, node, {}, findings_);
    Node table = table_node(node.origin);
    table.entries.push_back({"use", node.origin, node});
    return check_component(catalog_, kind, where, table, {}, findings_);
  }

  bool expect_table(const Node& node, const char* key) {
    if (node.is_table()) return true;
    findings_.add("spec.wrong-type", fmt::format("'{}' wants a table, found {}", key, node.type_name()), node.origin);
    return false;
  }

  const Node& tree_;
  const Catalog& catalog_;
  Reads reads_;
  bool fragment_;
  Findings& findings_;
  std::vector<std::string> missing_;
  Value::Table resolved_;
};

std::string loss_address(const Value::Array& losses, const Value& loss) {
  const Value& use = loss.at("use");
  const auto same = std::count_if(losses.begin(), losses.end(), [&](const Value& other) { return other.at("use") == use; });
  return same > 1 ? use.string() + '@' + loss.at("on").string() : use.string();
}

/// Walks a resolved spec beside the tree that it came from.
class Walk {
 public:
  explicit Walk(std::vector<ResolvedValue>& out) : out_(out) {}

  void visit(const std::string& path, const Value& value, const Node* node, int depth) {
    if (value.is_array() && holds_components(value)) {
      visit_list(path, value.array(), node);
    } else if (value.is_table() && (depth == 0 || holds_components(value))) {
      visit_table(path, value.table(), node, depth);
    } else {
      out_.push_back({path, value, node == nullptr ? std::nullopt : std::optional<Origin>(node->origin),
                      node == nullptr ? std::vector<Origin>{} : node->overridden});
    }
  }

 private:
  /// A component, or a list of them; a schedule is a table too, but one value.
  static bool holds_components(const Value& value) {
    if (value.is_array()) return !value.array().empty() && value.array().front().is_table();
    return value.find("use") != nullptr;
  }

  void visit_table(const std::string& path, const Value::Table& table, const Node* node, int depth) {
    const auto child = [&](const std::string& key) -> const Node* {
      if (node == nullptr) return nullptr;
      if (node->is_string()) return key == "use" ? node : nullptr;  // a component given by its name alone
      return node->find(key);
    };
    if (const auto use = table.find("use"); use != table.end()) visit(path + ".use", use->second, child("use"), depth + 1);
    // Tables after plain values, as TOML wants them.
    for (const bool nested : {false, true}) {
      for (const auto& member : table) {
        if (member.first == "use" || holds_components(member.second) != nested) continue;
        visit(path + '.' + member.first, member.second, child(member.first), depth + 1);
      }
    }
  }

  void visit_list(const std::string& path, const Value::Array& list, const Node* node) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Node* item = node != nullptr && i < node->items.size() ? &node->items[i] : nullptr;
      std::string item_path = path + '.';
      item_path += list[i].find("on") != nullptr ? loss_address(list, list[i]) : list[i].at("use").string();
      visit_table(item_path, list[i].table(), item, 1);
    }
  }

  std::vector<ResolvedValue>& out_;
};

}  // namespace

Value resolve_trial(const Node& tree, const Catalog& catalog, bool fragment, Findings& findings) {
  return TrialResolver(tree, catalog, fragment, findings).resolve();
}

std::vector<ResolvedValue> explain_values(const Value& resolved, const Node& tree) {
  std::vector<ResolvedValue> values;
  for (const auto& key : trial_tables()) {
    if (const Value* table = resolved.find(key)) Walk(values).visit(key, *table, tree.find(key), 0);
  }
  return values;
}

std::vector<std::pair<std::string, Value>> flatten(const Value& resolved) {
  std::vector<std::pair<std::string, Value>> leaves;
  const Node nothing;
  for (auto& value : explain_values(resolved, nothing)) leaves.emplace_back(std::move(value.path), std::move(value.value));
  return leaves;
}

}  // namespace assay::spec
