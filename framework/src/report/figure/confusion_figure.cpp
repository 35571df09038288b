#include "report/figure/confusion_figure.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/metrics/assignment.hpp"
#include "draw/matrix.hpp"
#include "record/array_file.hpp"
#include "record/trial_file.hpp"
#include "report/axes.hpp"
#include "report/figure/chosen_trials.hpp"

namespace assay::report {
namespace {

/// The class that each cluster is matched with; `classes` or more for none.
std::vector<std::int64_t> matched_classes(const std::vector<std::int64_t>& counts, std::size_t clusters, std::size_t classes) {
  if (clusters <= classes) return best_assignment(counts, static_cast<std::int64_t>(clusters), static_cast<std::int64_t>(classes));
  std::vector<std::int64_t> transposed(counts.size());
  for (std::size_t k = 0; k < clusters; ++k) {
    for (std::size_t c = 0; c < classes; ++c) transposed[c * clusters + k] = counts[k * classes + c];
  }
  std::vector<std::int64_t> of_cluster(clusters, static_cast<std::int64_t>(classes));
  const auto cluster_of = best_assignment(transposed, static_cast<std::int64_t>(classes), static_cast<std::int64_t>(clusters));
  for (std::size_t c = 0; c < classes; ++c) of_cluster[static_cast<std::size_t>(cluster_of[c])] = static_cast<std::int64_t>(c);
  return of_cluster;
}

record::Array confusion_of(const record::RunView& run, const record::TrialSummary& trial) {
  const auto file = run.folder.trial(trial.id);
  const auto names = record::list_trial_arrays(file, "artifacts");
  if (std::find(names.begin(), names.end(), "confusion") != names.end()) return record::read_trial_array(file, "artifacts/confusion");
  throw DataError("figure.no-confusion",
                  fmt::format("{} has no confusion matrix: its method assigns no clusters, or its data have no labels", trial_text(run, trial)));
}

}  // namespace

std::vector<std::size_t> matched_order(const std::vector<std::int64_t>& counts, std::size_t clusters, std::size_t classes) {
  const auto matched = matched_classes(counts, clusters, classes);
  const auto size = [&](std::size_t cluster) {
    const auto first = counts.begin() + static_cast<std::ptrdiff_t>(cluster * classes);
    return std::accumulate(first, first + static_cast<std::ptrdiff_t>(classes), std::int64_t{0});
  };
  std::vector<std::size_t> order(clusters);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return matched[a] != matched[b] ? matched[a] < matched[b] : size(a) > size(b); });
  return order;
}

draw::Drawing confusion_figure(const record::RunView& run, const FigureOptions& options) {
  const auto& trial = *chosen_trials(run, options.where).front();
  const auto array = confusion_of(run, trial);
  const auto clusters = static_cast<std::size_t>(array.shape.at(0));
  const auto classes = static_cast<std::size_t>(array.shape.at(1));
  std::vector<std::int64_t> counts;
  for (const double value : record::to_reals(array)) counts.push_back(static_cast<std::int64_t>(value));
  draw::CountMatrix matrix;
  matrix.heading = fmt::format("{}: samples per cluster and class", run_title(run.manifest));
  matrix.row_label = "cluster";
  matrix.column_label = "class";
  for (const std::size_t cluster : matched_order(counts, clusters, classes)) {
    matrix.row_names.push_back(std::to_string(cluster));
    const auto first = counts.begin() + static_cast<std::ptrdiff_t>(cluster * classes);
    matrix.counts.insert(matrix.counts.end(), first, first + static_cast<std::ptrdiff_t>(classes));
  }
  for (std::size_t c = 0; c < classes; ++c) matrix.column_names.push_back(std::to_string(c));
  matrix.note = fmt::format("{}; clusters in the order of the classes they are matched with; shade: share of the cluster", trial_text(run, trial));
  return draw::matrix_figure(std::move(matrix));
}

}  // namespace assay::report
