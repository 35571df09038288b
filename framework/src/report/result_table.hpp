#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/run_view.hpp"
#include "report/statistics.hpp"

namespace assay::report {

/// A figure from the literature, in the unit of its metric (a fraction for metrics that tables show as percent).
struct PublishedFigure {
  double value = 0.0;
  std::optional<double> standard_deviation;
};

struct ResultCell {
  Statistics statistics;
  std::optional<PublishedFigure> published;
};

/// One arm in one case at one combination of swept options, over its seeds.
struct ResultRow {
  std::string arm;
  std::string case_name;          ///< empty when the spec has no cases
  std::vector<std::string> axes;  ///< one text per axis of the table; empty when the arm does not have it
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t planned = 0;
  bool uses_label_information = false;
  std::vector<ResultCell> cells;  ///< one per metric
};

struct FailedTrial {
  std::string id, arm, case_name, code, text;
  std::int64_t seed = 0;
};

/// The comparative table of a run, free of any format.
struct ResultTable {
  std::string title;  ///< with the profile, when one was chosen
  std::vector<std::string> cases;
  std::vector<std::string> axes;  ///< without "case"
  std::vector<std::string> metrics;
  std::vector<ResultRow> rows;
  std::vector<FailedTrial> failures;
  std::size_t done = 0;
  std::size_t planned = 0;
};

/// `metrics`: names to show; empty means those of the spec's [table], else all that were measured.
/// Throws SpecError "table.unknown-metric" for a name that no trial measured, when some trial is done.
ResultTable make_result_table(const record::RunView& run, const std::vector<std::string>& metrics);

/// True for metrics in [0, 1] that the literature prints as percent: acc, majority_acc, exemplar_acc, ari, nmi and its variants,
/// knn_error, error, accuracy, validation_error, ece.
bool is_percentage(const std::string& metric);

}  // namespace assay::report
