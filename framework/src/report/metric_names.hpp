#pragma once

#include <string>
#include <vector>

#include "record/run_view.hpp"

namespace assay::report {

/// True for metrics in [0, 1] that the literature prints as percent: acc, majority_acc, exemplar_acc, ari, nmi and its variants, knn_error.
bool is_percentage(const std::string& metric);

/// True for errors and the like, whose best value is the lowest: knn_error, davies_bouldin, largest_share.
bool lower_is_better(const std::string& metric);

/// As headings print it: "ACC (%)", "silhouette".
std::string metric_heading(const std::string& metric);
/// A number of a metric as people read it: percent with two decimals, else four significant digits; "-" for NaN.
std::string metric_text(const std::string& metric, double number);

/// Metrics that some trial measured: acc, nmi and ari first, the rest by name.
std::vector<std::string> measured_metrics(const record::RunView& run);

/// `asked`, or when that is empty those of the spec's [table], or else all that were measured.
/// Throws SpecError "table.unknown-metric" for an asked name that no trial measured, when some trial is done.
std::vector<std::string> choose_metrics(const record::RunView& run, const std::vector<std::string>& asked);

}  // namespace assay::report
