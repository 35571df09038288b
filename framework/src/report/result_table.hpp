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
  double best = 0.0;  ///< highest or lowest, whichever is better: an oracle, as choosing it takes the labels; NaN without numbers
  std::optional<PublishedFigure> published;
};

/// The trials that agree on every axis of the table.
struct ResultRow {
  std::vector<std::string> key;  ///< one text per axis of the table; empty when the arm does not have it
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t stopped = 0;  ///< early, by successive halving
  std::size_t planned = 0;
  bool uses_label_information = false;
  std::vector<ResultCell> cells;  ///< one per metric
};

struct FailedTrial {
  std::string id, arm, case_name, code, text;
  std::int64_t seed = 0;
};

/// Which table to make. An axis is "arm", "case", a swept option or "seed".
struct TableRequest {
  std::vector<std::string> metrics;  ///< see choose_metrics
  std::vector<std::string> rows;     ///< axes that tell lines apart; none: all but "seed" and those of the columns
  std::vector<std::string> columns;  ///< axes that tell groups of columns apart; none: "case", where there are cases that `rows` does not name
};

/// The comparative table of a run, free of any format.
struct ResultTable {
  std::string title;                     ///< with the profile, when one was chosen
  std::vector<std::string> axes;         ///< in the order of axes_of: those of the lines and of the columns
  std::vector<std::string> row_axes;     ///< as asked for, …
  std::vector<std::string> column_axes;  ///< … likewise
  std::vector<std::string> pooled;       ///< axes in neither: statistics run over all their values; "seed" unless it was asked for
  std::vector<std::string> metrics;
  std::vector<std::vector<std::string>> groups;  ///< the values on the column axes of each group of columns, in the order of the plan
  std::vector<ResultRow> rows;                   ///< by the values of the row axes, then of the column axes, likewise
  std::vector<FailedTrial> failures;
  std::size_t done = 0;
  std::size_t stopped = 0;
  std::size_t planned = 0;

  /// The values of a row on some of the axes.
  [[nodiscard]] std::vector<std::string> values(const ResultRow& row, const std::vector<std::string>& of_axes) const;
};

/// Throws SpecError as choose_metrics does, "table.unknown-axis", and "table.repeated-axis" for an axis named twice.
ResultTable make_result_table(const record::RunView& run, const TableRequest& request = {});

}  // namespace assay::report
