#include "report/metric_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"

namespace assay::report {
namespace {

bool begins(const std::string& text, const std::string& prefix) { return text.compare(0, prefix.size(), prefix) == 0; }

std::vector<std::string> metrics_of_spec(const record::RunView& run) {
  std::vector<std::string> names;
  const Value* listed = run.manifest.table.find("metrics");
  if (listed == nullptr || !listed->is_array()) return names;
  for (const auto& name : listed->array()) {
    if (name.is_string()) names.push_back(name.string());
  }
  return names;
}

}  // namespace

bool is_percentage(const std::string& metric) {
  static constexpr std::array<const char*, 5> names = {"acc", "majority_acc", "exemplar_acc", "ari", "nmi"};
  const bool named = std::any_of(names.begin(), names.end(), [&](const char* name) { return metric == name; });
  return named || begins(metric, "nmi_") || begins(metric, "knn_error_");
}

bool lower_is_better(const std::string& metric) { return begins(metric, "knn_error_") || metric == "davies_bouldin" || metric == "largest_share"; }

std::string metric_heading(const std::string& metric) {
  std::string name = metric;
  if (!is_percentage(metric)) return name;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
  return name + " (%)";
}

std::string metric_text(const std::string& metric, double number) {
  if (std::isnan(number)) return "-";
  return is_percentage(metric) ? fmt::format("{:.2f}", 100.0 * number) : fmt::format("{:.4g}", number);
}

std::vector<std::string> measured_metrics(const record::RunView& run) {
  std::set<std::string> names;
  for (const auto& trial : run.trials) {
    for (const auto& metric : trial.final_metrics) names.insert(metric.first);
  }
  // The usual three come first, as in every table of the field.
  std::vector<std::string> ordered;
  for (const std::string usual : {"acc", "nmi", "ari"}) {
    if (names.erase(usual) > 0) ordered.push_back(usual);
  }
  ordered.insert(ordered.end(), names.begin(), names.end());
  return ordered;
}

std::vector<std::string> choose_metrics(const record::RunView& run, const std::vector<std::string>& asked) {
  const auto measured = measured_metrics(run);
  if (asked.empty()) {
    const auto listed = metrics_of_spec(run);
    return listed.empty() ? measured : listed;
  }
  for (const auto& name : asked) {
    if (measured.empty() || std::find(measured.begin(), measured.end(), name) != measured.end()) continue;
    throw SpecError(Diagnostic{"table.unknown-metric",
                               fmt::format("no trial of this run measured '{}'", name),
                               {},
                               did_you_mean(name, measured),
                               {"measured were: " + join(measured)}});
  }
  return asked;
}

}  // namespace assay::report
