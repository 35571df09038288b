#include "spec/variants.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include <fmt/format.h>

#include "base/suggest.hpp"
#include "spec/components.hpp"

namespace assay::spec {
namespace {

constexpr std::size_t longest_name = 100;

/// Reads the tables that arms, cases and profiles consist of.
class VariantReader {
 public:
  explicit VariantReader(Findings& findings) : findings_(findings) {}

  std::vector<Arm> arms(const Node& root) {
    const Node* node = root.find("arm");
    if (node == nullptr) return {main_arm(root)};
    std::vector<Arm> arms;
    if (node->is_table()) {
      arms = named_arms(node, {"set", "case", "cases"});
    } else if (node->is_array()) {
      for (const auto& item : node->items) listed_arm(item, arms);
    } else {
      findings_.add("spec.wrong-type", fmt::format("'arm' wants a list of tables or a table per arm, found {}", node->type_name()), node->origin,
                    "write [[arm]] with double brackets, or [arm.<name>]");
      return {main_arm(root)};
    }
    const bool empty = node->is_table() ? node->entries.empty() : node->items.empty();
    if (empty) findings_.add("spec.empty-list", "'arm' is empty; leave it out for a single arm", node->origin);
    if (arms.empty()) arms.push_back(main_arm(root));  // shows what else is wrong
    return arms;
  }

  std::vector<Case> cases(const Node* node) {
    std::vector<Case> cases;
    each_named(node, "case", [&](const Entry& member) {
      Case one{member.key, member.key_origin, {}};
      for (const auto& key : member.value.entries) {
        if (key.key == "set") {
          one.set = read_assignments(key.value, "'set'", findings_);
        } else {
          unknown_key(key, fmt::format("the case '{}'", member.key), {"set"}, findings_);
        }
      }
      cases.push_back(std::move(one));
    });
    return cases;
  }

  std::vector<Profile> profiles(const Node& root) {
    std::vector<Profile> profiles;
    each_named(root.find("profile"), "profile", [&](const Entry& member) {
      if (member.key == smoke_profile) {
        findings_.add("spec.bad-name", fmt::format("the profile '{}' is the one that [test] describes", member.key), member.key_origin,
                      "write [test.smoke]");
      }
      profiles.push_back(profile(member, fmt::format("the profile '{}'", member.key), "notes"));
    });
    const Node* test = root.find("test");
    const Entry* smoke = test == nullptr ? nullptr : test->entry("smoke");
    if (smoke != nullptr && smoke->value.is_table()) profiles.push_back(profile(*smoke, "'smoke'", "timeout_s"));
    return profiles;
  }

 private:
  static Arm main_arm(const Node& root) { return {"main", root.origin, {}, {}, {}}; }

  /// Calls `read` for the members of the table `key` that are tables, and reports the others and improper names.
  template <class Read>
  void each_named(const Node* node, const std::string& key, const Read& read) {
    if (node == nullptr) return;
    if (!node->is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'{}' wants one table [{}.<name>] each, found {}", key, key, node->type_name()), node->origin);
      return;
    }
    for (const auto& member : node->entries) {
      if (!member.value.is_table()) {
        findings_.add("spec.wrong-type", fmt::format("{} is a table, found {}", with_article(key), member.value.type_name()), member.value.origin,
                      fmt::format("write [{}.<name>]", key));
        continue;
      }
      if (!is_name(member.key, "+")) bad_name(key, member.key, member.key_origin, findings_);
      read(member);
    }
  }

  std::vector<Arm> named_arms(const Node* node, const std::vector<std::string>& keys) {
    std::vector<Arm> arms;
    each_named(node, "arm", [&](const Entry& member) {
      arms.push_back(arm(member.value, member.key, fmt::format("the arm '{}'", member.key), keys));
      arms.back().origin = member.key_origin;
    });
    return arms;
  }

  void listed_arm(const Node& item, std::vector<Arm>& arms) {
    if (!item.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("an arm is a table, found {}", item.type_name()), item.origin);
      return;
    }
    Arm read = arm(item, item.text("name"), "[[arm]]", {"name", "set", "case", "cases"});
    const Node* name = item.find("name");
    if (name == nullptr) {
      findings_.add("spec.missing-key", "an arm needs a 'name'", item.origin);
    } else if (!name->is_string()) {
      findings_.add("spec.wrong-type", fmt::format("the 'name' of an arm is a string, found {}", name->type_name()), name->origin);
    } else if (!is_name(read.name, "+")) {
      bad_name("arm", read.name, name->origin, findings_);
    } else if (std::any_of(arms.begin(), arms.end(), [&](const Arm& other) { return other.name == read.name; })) {
      findings_.add("spec.duplicate-name", fmt::format("two arms are named '{}'", read.name), name->origin);
    }
    arms.push_back(std::move(read));  // even a nameless arm shows what else is wrong with it
  }

  Arm arm(const Node& item, const std::string& name, const std::string& owner, const std::vector<std::string>& keys) {
    Arm arm{name, item.origin, {}, {}, {}};
    for (const auto& member : item.entries) {
      if (std::find(keys.begin(), keys.end(), member.key) == keys.end()) {
        unknown_key(member, owner, keys, findings_);
      } else if (member.key == "set") {
        arm.set = read_assignments(member.value, "'set'", findings_);
      } else if (member.key == "case") {
        settings_by_case(member.value, arm);
      } else if (member.key == "cases") {
        arm.cases = read_names(member.value, "'cases' of an arm", "cases", findings_);
      }
    }
    return arm;
  }

  void settings_by_case(const Node& node, Arm& arm) {
    if (!node.is_table()) {
      findings_.add("spec.wrong-type", fmt::format("'case' of an arm wants a table of paths and values per case, found {}", node.type_name()),
                    node.origin);
      return;
    }
    for (const auto& member : node.entries) {
      arm.in_case[member.key] = {member.key_origin, read_assignments(member.value, fmt::format("the case '{}' of an arm", member.key), findings_)};
    }
  }

  Profile profile(const Entry& entry, const std::string& owner, const std::string& extra) {
    Profile profile{entry.key, entry.key_origin, {}};
    for (const auto& member : entry.value.entries) {
      if (member.key == "set") {
        profile.changes.set = read_assignments(member.value, "'set'", findings_);
      } else if (member.key == "case") {
        profile.changes.cases = cases(&member.value);
      } else if (member.key == "arm") {
        profile.changes.arms = named_arms(&member.value, {"set", "case"});
      } else if (member.key != extra) {
        unknown_key(member, owner, {extra, "set", "case", "arm"}, findings_);
      }
    }
    return profile;
  }

  Findings& findings_;
};

template <class Named>
const Named* find_named(const std::vector<Named>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const Named& one) { return one.name == name; });
  return found == list.end() ? nullptr : &*found;
}

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& list) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const auto& one : list) names.push_back(one.name);
  return names;
}

void append(std::vector<Assignment>& list, const std::vector<Assignment>& more) { list.insert(list.end(), more.begin(), more.end()); }

bool contains(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

void check_cases_of(const std::vector<Arm>& arms, const std::vector<std::string>& cases, Findings& findings) {
  for (const auto& arm : arms) {
    for (const auto& settings : arm.in_case) {
      if (!contains(cases, settings.first)) unknown_name("spec.unknown-case", "case", settings.first, settings.second.origin, cases, findings);
    }
    for (const auto& name : arm.cases) {
      if (!contains(cases, name.scalar.string())) unknown_name("spec.unknown-case", "case", name.scalar.string(), name.origin, cases, findings);
    }
  }
}

}  // namespace

bool Arm::tried_in(const std::string& case_name) const {
  return cases.empty() || std::any_of(cases.begin(), cases.end(), [&](const Node& one) { return one.scalar.string() == case_name; });
}

Layers Variants::shared_in(const std::string& case_name) const {
  Layers layers{set};
  if (const Case* one = find_named(cases, case_name)) layers.push_back(one->set);
  return layers;
}

Layers Variants::own_of(const std::string& arm, const std::string& case_name) const {
  const Arm* one = find_named(arms, arm);
  if (one == nullptr) return {};
  Layers layers{one->set};
  if (const auto found = one->in_case.find(case_name); found != one->in_case.end()) layers.push_back(found->second.set);
  return layers;
}

std::vector<Assignment> Variants::all() const {
  std::vector<Assignment> list = set;
  for (const auto& one : cases) append(list, one.set);
  for (const auto& arm : arms) {
    append(list, arm.set);
    for (const auto& settings : arm.in_case) append(list, settings.second.set);
  }
  return list;
}

std::vector<std::string> Variants::arm_names() const { return names_of(arms); }

std::vector<std::string> Variants::case_names() const { return names_of(cases); }

bool is_name(const std::string& name, std::string_view extra) {
  if (name.empty() || name.size() > longest_name || std::isalnum(static_cast<unsigned char>(name.front())) == 0) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || extra.find(c) != std::string_view::npos;
  });
}

void bad_name(const std::string& what, const std::string& name, const Origin& origin, Findings& findings) {
  findings.add("spec.bad-name", fmt::format("'{}' cannot be the name of {}", name, with_article(what)), origin,
               fmt::format("use letters, digits, '_' and '-', at most {}, a letter or digit first", longest_name));
}

Variants read_variants(const Node& root, Findings& findings) {
  VariantReader reader(findings);
  return {{}, reader.cases(root.find("case")), reader.arms(root)};
}

std::vector<Profile> read_profiles(const Node& root, Findings& findings) { return VariantReader(findings).profiles(root); }

void check_profile(const Profile& profile, const Variants& variants, Findings& findings) {
  for (const auto& arm : profile.changes.arms) {
    if (find_named(variants.arms, arm.name) == nullptr) {
      unknown_name("spec.unknown-arm", "arm", arm.name, arm.origin, variants.arm_names(), findings);
    }
  }
  for (const auto& one : profile.changes.cases) {
    if (find_named(variants.cases, one.name) == nullptr) {
      unknown_name("spec.unknown-case", "case", one.name, one.origin, variants.case_names(), findings);
    }
  }
  check_cases_of(profile.changes.arms, variants.case_names(), findings);
}

void check_case_names(const Variants& variants, Findings& findings) { check_cases_of(variants.arms, variants.case_names(), findings); }

void unknown_name(const char* code, const std::string& what, const std::string& name, const Origin& origin, const std::vector<std::string>& names,
                  Findings& findings) {
  findings.add(code, fmt::format("the spec has no {} '{}'", what, name), origin, did_you_mean(name, names),
               {names.empty() ? fmt::format("the spec has no {}s", what) : fmt::format("{}s are: {}", what, join(names))});
}

}  // namespace assay::spec
