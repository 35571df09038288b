#include "plan/make_plan.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/json.hpp"
#include "plan/expansion.hpp"
#include "plan/identity.hpp"

namespace assay::plan {
namespace {

/// A spec on its way to a plan.
class Planner {
 public:
  Planner(const PlanRequest& request, const Catalog& catalog) : request_(request), catalog_(catalog) {
    for (const auto& argument : request.overrides) overrides_.push_back(spec::parse_override(argument));
    composed_ = spec::compose(request.spec_file);
    std::vector<spec::Assignment> others;
    std::partition_copy(overrides_.begin(), overrides_.end(), std::back_inserter(trial_overrides_), std::back_inserter(others),
                        [](const spec::Assignment& one) { return spec::is_trial_path(one.path); });
    apply_early();
    document_ = spec::read_document(composed_, request.profile, others, findings_);
    plan::check_overrides(document_, overrides_, findings_);
    plan::check_overrides(document_, document_.profile.changes.all(), findings_);
    arms_ = expand_arms(document_, catalog, findings_);
    report_unread_overrides();
    limit_trials();
  }

  void require_study() {
    if (document_.is_fragment()) {
      findings_.add("spec.missing-key", "the spec has no 'study'", {request_.spec_file, 1, 1, 1},
                    "a spec to run names its study; a file without one is a fragment for others to extend");
    }
  }

  /// Calls `visit(arm, tree, point, resolved)` for every setting of every arm; seeds are left to the caller.
  template <class Visit>
  void for_each_setting(const Visit& visit) {
    for (const auto& arm : arms_) {
      for_each_point(arm, [&](const std::vector<spec::Assignment>& point) {
        spec::Node tree = arm.tree;
        spec::Findings ignored;
        spec::assign(tree, point, document_.is_fragment() ? ignored : findings_);
        for (const auto& layer : overrides_of(arm)) spec::assign(tree, layer, findings_);
        const Value resolved = spec::resolve_trial(tree, catalog_, document_.is_fragment(), findings_);
        visit(arm, tree, point, resolved);
      });
    }
  }

  void throw_if_wrong() const { findings_.throw_if_any(composed_.included_from); }

  /// In the order of the spec; a case in which no arm is tried does not count.
  [[nodiscard]] std::vector<std::string> cases_tried() const {
    std::vector<std::string> names = document_.variants.case_names();
    const auto untried = [&](const std::string& name) {
      return std::none_of(arms_.begin(), arms_.end(), [&](const ArmTree& arm) { return arm.case_name() == name; });
    };
    names.erase(std::remove_if(names.begin(), names.end(), untried), names.end());
    return names;
  }

  [[nodiscard]] const spec::Document& document() const { return document_; }
  [[nodiscard]] const spec::Composed& composed() const { return composed_; }
  [[nodiscard]] spec::Findings& findings() { return findings_; }

 private:
  /// Overrides come last, but arms and sweeps may build on what they name. What does not fit here may fit an arm; it is checked there.
  void apply_early() {
    std::vector<spec::Assignment> early;
    std::copy_if(trial_overrides_.begin(), trial_overrides_.end(), std::back_inserter(early), [&](const spec::Assignment& one) {
      const bool names_component = one.path.size() > 4 && one.path.compare(one.path.size() - 4, 4, ".use") == 0;
      return names_component || composed_.root.find(spec::first_segment(one.path)) != nullptr;
    });
    spec::Findings ignored;
    spec::assign(composed_.root, early, ignored);
  }

  void report_unread_overrides() {
    if (document_.is_fragment()) return;
    const auto every = [](const ArmTree&) { return true; };
    const spec::Variants& changes = document_.profile.changes;
    report_unread(trial_overrides_, arms_, every, findings_);
    report_unread(changes.set, arms_, every, findings_);
    for (const auto& one : changes.cases) {
      report_unread(
          one.set, arms_, [&](const ArmTree& arm) { return arm.case_name() == one.name; }, findings_);
    }
    for (const auto& arm : arms_) report_unread_own(changes.own_of(arm.arm->name, arm.case_name()), arm, findings_);
  }

  /// What comes after the sweep: the profile for the arm in its case, then the command line; of both what the arm reads.
  [[nodiscard]] spec::Layers overrides_of(const ArmTree& arm) const {
    spec::Layers layers = document_.profile.changes.shared_in(arm.case_name());
    for (auto& own : document_.profile.changes.own_of(arm.arm->name, arm.case_name())) layers.push_back(std::move(own));
    layers.push_back(trial_overrides_);
    for (auto& layer : layers) layer = read_by(arm, layer);
    return layers;
  }

  void limit_trials() {
    const std::uint64_t all = document_.sweep.combinations() * document_.sweep.seeds.size() * std::max<std::size_t>(1, arms_.size());
    if (all <= spec::most_trials) return;
    findings_.add("spec.sweep-too-large", fmt::format("the arms, sweep and seeds make {} trials; at most {} are planned", all, spec::most_trials),
                  document_.root.origin, "split the study, or sweep fewer options at once");
    for (auto& arm : arms_) arm.groups.clear();
  }

  const PlanRequest& request_;
  const Catalog& catalog_;
  spec::Findings findings_;
  std::vector<spec::Assignment> overrides_;
  std::vector<spec::Assignment> trial_overrides_;
  spec::Composed composed_;
  spec::Document document_;
  std::vector<ArmTree> arms_;
};

Value axes_of(const ArmTree& arm, const std::vector<spec::Assignment>& point) {
  Value::Table axes;
  if (arm.in_case != nullptr) axes[spec::case_axis] = arm.in_case->name;
  for (const auto& one : point) axes[one.path] = one.value.to_value();
  return {std::move(axes)};
}

std::string describe_setting(const std::string& arm, const Value& axes) {
  return axes.table().empty() ? fmt::format("arm '{}'", arm) : fmt::format("arm '{}' with {}", arm, to_json(axes));
}

/// Collects trials; two settings with one identity are a mistake in the spec, because one of them would have no results of its own.
class TrialList {
 public:
  TrialList(Plan& plan, const Catalog& catalog, spec::Findings& findings) : plan_(plan), catalog_(catalog), findings_(findings) {}

  void add(const ArmTree& arm, const std::vector<spec::Assignment>& point, const Value& resolved, const spec::Document& document) {
    const TrialIdentity identity(resolved, catalog_);
    const Value axes = axes_of(arm, point);
    const std::string setting = describe_setting(arm.arm->name, axes);
    const auto first = settings_.emplace(identity.id(document.sweep.seeds.front()), Setting{arm.arm, setting});
    if (!first.second) {
      const Setting& same = first.first->second;
      findings_.add("spec.duplicate-trial", fmt::format("{} is the same trial as {}", setting, same.description), place_of(arm, point, same));
      return;
    }
    for (const std::int64_t seed : document.sweep.seeds) {
      plan_.trials.push_back({identity.id(seed), arm.arm->name, seed, axes, resolved, document.run, {}});
    }
  }

 private:
  struct Setting {
    const spec::Arm* arm;
    std::string description;
  };

  /// Where the spec should have made a difference to the setting that came before.
  static const Origin& place_of(const ArmTree& arm, const std::vector<spec::Assignment>& point, const Setting& before) {
    if (!point.empty()) return point.front().value.origin;
    return arm.in_case != nullptr && arm.arm == before.arm ? arm.in_case->origin : arm.arm->origin;
  }

  Plan& plan_;
  const Catalog& catalog_;
  spec::Findings& findings_;
  std::map<std::string, Setting> settings_;
};

/// Expands every setting into trials; what is wrong is left in the planner's findings.
Plan expand(Planner& planner, const PlanRequest& request, const Catalog& catalog) {
  const spec::Document& document = planner.document();
  Plan plan;
  plan.study = document.study;
  plan.title = document.title.empty() ? document.study : document.title;
  plan.spec_file = request.spec_file;
  plan.overrides = request.overrides;
  if (!document.profile.changes.all().empty()) plan.profile = document.profile.name;
  for (const auto& source : planner.composed().sources) plan.sources.push_back({source.path, source.text});
  plan.arms = document.variants.arm_names();
  plan.cases = planner.cases_tried();
  if (!plan.cases.empty()) plan.axes.emplace_back(spec::case_axis);
  for (const auto& axis : document.sweep.axes) plan.axes.push_back(axis.path);
  plan.table = document.table;
  TrialList trials(plan, catalog, planner.findings());
  planner.for_each_setting([&](const ArmTree& arm, const spec::Node& /*tree*/, const std::vector<spec::Assignment>& point, const Value& resolved) {
    // With findings the resolved specs are incomplete; then only further findings are of interest.
    if (planner.findings().empty() && !document.is_fragment()) trials.add(arm, point, resolved, document);
  });
  return plan;
}

}  // namespace

Plan make_plan(const PlanRequest& request, const Catalog& catalog) {
  Planner planner(request, catalog);
  planner.require_study();
  Plan plan = expand(planner, request, catalog);
  planner.throw_if_wrong();
  return plan;
}

CheckResult check_spec(const PlanRequest& request, const Catalog& catalog) {
  Planner planner(request, catalog);
  const Plan plan = expand(planner, request, catalog);
  const spec::Document& document = planner.document();
  for (const auto& profile : document.profile_names) {
    if (profile == document.profile.name) continue;
    const PlanRequest other{request.spec_file, request.overrides, profile};
    Planner with_profile(other, catalog);
    expand(with_profile, other, catalog);
    planner.findings().add(with_profile.findings());
  }
  planner.throw_if_wrong();
  return {document.is_fragment(), plan.arms.size(), plan.cases.size(), plan.trials.size(), document.profile_names};
}

std::vector<ResolvedArm> resolve_arms(const PlanRequest& request, const Catalog& catalog, const std::string& arm, const std::string& case_name) {
  Planner planner(request, catalog);
  const spec::Variants& variants = planner.document().variants;
  const auto check_name = [&](const char* code, const char* what, const std::string& name, const std::vector<std::string>& names) {
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
    spec::unknown_name(code, what, name, {request.spec_file, 0, 0, 1}, names, planner.findings());
  };
  check_name("spec.unknown-arm", "arm", arm, variants.arm_names());
  check_name("spec.unknown-case", "case", case_name, variants.case_names());
  std::vector<Origin> of_profile;
  for (const auto& one : planner.document().profile.changes.all()) of_profile.push_back(one.value.origin);
  std::vector<ResolvedArm> arms;
  planner.for_each_setting([&](const ArmTree& one, const spec::Node& tree, const std::vector<spec::Assignment>& /*point*/, const Value& resolved) {
    const bool known = std::any_of(arms.begin(), arms.end(),
                                   [&](const ResolvedArm& done) { return done.name == one.arm->name && done.case_name == one.case_name(); });
    if (known) return;
    arms.push_back({one.arm->name, one.case_name(), resolved, tree, spec::explain_values(resolved, tree), of_profile});
  });
  planner.throw_if_wrong();
  const auto unwanted = [&](const ResolvedArm& one) {
    return (!arm.empty() && one.name != arm) || (!case_name.empty() && one.case_name != case_name);
  };
  arms.erase(std::remove_if(arms.begin(), arms.end(), unwanted), arms.end());
  return arms;
}

}  // namespace assay::plan
