#include "plan/make_plan.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/json.hpp"
#include "plan/expansion.hpp"
#include "plan/identity.hpp"

namespace assay::plan {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

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
    arms_ = expand_arms(document_, catalog, findings_, notes_);
    report_unread_overrides();
    select();
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
        spec::Findings ignored;  // the paths of a fragment may lead into tables that others bring
        spec::Findings& reported = document_.is_fragment() ? ignored : findings_;
        spec::assign(tree, point, reported);
        for (const auto& layer : overrides_of(arm)) spec::assign(tree, layer, reported);
        const Value resolved = spec::resolve_trial(tree, catalog_, document_.is_fragment(), findings_);
        visit(arm, tree, point, resolved);
      });
    }
  }

  void throw_if_wrong() const { findings_.throw_if_any(composed_.included_from); }

  /// In the order of the spec, without those that were not asked for.
  [[nodiscard]] std::vector<std::string> arms_planned() const {
    return planned(document_.variants.arm_names(), [](const ArmTree& arm) { return arm.arm->name; });
  }
  /// Likewise; a case in which no arm is tried does not count.
  [[nodiscard]] std::vector<std::string> cases_planned() const {
    return planned(document_.variants.case_names(), [](const ArmTree& arm) { return arm.case_name(); });
  }

  [[nodiscard]] const spec::Document& document() const { return document_; }
  [[nodiscard]] const spec::Composed& composed() const { return composed_; }
  [[nodiscard]] spec::Findings& findings() { return findings_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

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

  template <class NameOf>
  [[nodiscard]] std::vector<std::string> planned(std::vector<std::string> names, const NameOf& name_of) const {
    const auto left_out = [&](const std::string& name) {
      return std::none_of(arms_.begin(), arms_.end(), [&](const ArmTree& arm) { return name_of(arm) == name; });
    };
    names.erase(std::remove_if(names.begin(), names.end(), left_out), names.end());
    return names;
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

  /// Keeps the arms and cases that were asked for; what is wrong with the others is known by now.
  void select() {
    const auto arms = asked_for("spec.unknown-arm", "arm", request_.arms, document_.sweep.arms, document_.variants.arm_names());
    const auto cases = asked_for("spec.unknown-case", "case", request_.cases, document_.sweep.cases, document_.variants.case_names());
    const auto unwanted = [&](const ArmTree& arm) {
      return (!arms.empty() && !contains(arms, arm.arm->name)) || (!cases.empty() && !contains(cases, arm.case_name()));
    };
    arms_.erase(std::remove_if(arms_.begin(), arms_.end(), unwanted), arms_.end());
    if (!arms_.empty() || !findings_.empty()) return;
    const bool by_command = !request_.arms.empty() || !request_.cases.empty();
    const Origin place = by_command ? Origin{"--arm, --case", 0, 0, 1} : document_.root.find("sweep")->origin;
    findings_.add("spec.nothing-to-plan", "no arm of those asked for is tried in a case of those asked for", place);
  }

  /// Names on the command line, else those of [sweep]; none: all. A name that is none of `names` becomes a finding.
  std::vector<std::string> asked_for(const char* code, const char* what, const std::vector<std::string>& by_command,
                                     const std::vector<spec::Node>& by_sweep, const std::vector<std::string>& names) {
    std::vector<std::string> asked = by_command;
    for (const auto& name : by_command) {
      if (!contains(names, name)) spec::unknown_name(code, what, name, {fmt::format("--{} {}", what, name), 0, 0, 1}, names, findings_);
    }
    if (request_.all || document_.is_fragment()) return asked;
    for (const auto& node : by_sweep) {
      const std::string& name = node.scalar.string();
      if (!contains(names, name)) spec::unknown_name(code, what, name, node.origin, names, findings_);
      if (by_command.empty()) asked.push_back(name);
    }
    return asked;
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
  std::vector<std::string> notes_;
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
    check_rungs(document.sweep, resolved);
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
  /// The metric has to be known where settings are compared, and an additional evaluation would not leave the results as they are.
  void check_rungs(const spec::Sweep& sweep, const Value& resolved) {
    if (sweep.halving.is_null()) return;
    const std::int64_t every = resolved.find_path("evaluate.every")->integer();
    for (const auto& epoch : sweep.halving.at("epochs").array()) {
      if (epoch.integer() % every == 0) continue;
      findings_.add("spec.rung-not-evaluated",
                    fmt::format("'halving' compares after epoch {}, but [evaluate] measures every {} epochs", epoch.integer(), every),
                    sweep.halving_origin, "choose multiples, or another 'every'");
    }
  }

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
  plan.arms = planner.arms_planned();
  plan.cases = planner.cases_planned();
  if (!plan.cases.empty()) plan.axes.emplace_back(spec::case_axis);
  for (const auto& axis : document.sweep.axes) plan.axes.push_back(axis.path);
  plan.table = document.table;
  plan.figures = document.figures;
  plan.slurm = document.slurm;
  plan.halving = document.sweep.halving;
  plan.notes = planner.notes();
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
    PlanRequest other = request;
    other.profile = profile;
    Planner with_profile(other, catalog);
    expand(with_profile, other, catalog);
    planner.findings().add(with_profile.findings());
  }
  planner.throw_if_wrong();
  return {document.is_fragment(), plan.arms.size(), plan.cases.size(), plan.trials.size(), document.profile_names, plan.notes};
}

std::vector<ResolvedArm> resolve_arms(const PlanRequest& request, const Catalog& catalog) {
  Planner planner(request, catalog);
  std::vector<Origin> of_profile;
  for (const auto& one : planner.document().profile.changes.all()) of_profile.push_back(one.value.origin);
  std::vector<ResolvedArm> arms;
  planner.for_each_setting([&](const ArmTree& one, const spec::Node& tree, const std::vector<spec::Assignment>& /*point*/, const Value& resolved) {
    const bool first = std::none_of(arms.begin(), arms.end(),
                                    [&](const ResolvedArm& done) { return done.name == one.arm->name && done.case_name == one.case_name(); });
    if (first) arms.push_back({one.arm->name, one.case_name(), resolved, tree, spec::explain_values(resolved, tree), of_profile});
  });
  planner.throw_if_wrong();
  return arms;
}

}  // namespace assay::plan
