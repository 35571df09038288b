#include "report/figure/embedding_figure.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "draw/scatter.hpp"
#include "record/array_file.hpp"
#include "record/trial_file.hpp"
#include "report/axes.hpp"
#include "report/figure/chosen_trials.hpp"
#include "report/projection/pca.hpp"
#include "report/projection/tsne.hpp"

namespace assay::report {
namespace {

constexpr const char* stored_prefix = "embedding/epoch_";

/// Epochs at which the trial stored its features.
std::vector<std::int64_t> stored_epochs(const std::filesystem::path& file) {
  const std::string prefix = stored_prefix;
  std::vector<std::int64_t> epochs;
  for (const auto& name : record::list_trial_arrays(file, "artifacts")) {
    if (name.compare(0, prefix.size(), prefix) == 0) epochs.push_back(std::stoll(name.substr(prefix.size())));
  }
  std::sort(epochs.begin(), epochs.end());
  return epochs;
}

std::vector<std::int64_t> epochs_to_draw(const std::filesystem::path& file, const FigureOptions& options, const std::string& trial) {
  const auto stored = stored_epochs(file);
  if (stored.empty()) {
    throw DataError(Diagnostic{"figure.no-embedding",
                               fmt::format("no embedding of {} is stored", trial),
                               {},
                               "store some with [evaluate] embed_at = [epochs]; 'assay embed' gives that of the trained model",
                               {}});
  }
  for (const auto epoch : options.epochs) {
    if (std::find(stored.begin(), stored.end(), epoch) != stored.end()) continue;
    std::vector<std::string> texts;
    texts.reserve(stored.size());
    for (const auto one : stored) texts.push_back(std::to_string(one));
    throw DataError(Diagnostic{
        "figure.no-embedding", fmt::format("no embedding of {} is stored at epoch {}", trial, epoch), {}, {}, {"stored are: " + join(texts)}});
  }
  return options.epochs.empty() ? stored : options.epochs;
}

/// `wanted` of `count` rows, evenly spread; all for 0.
std::vector<std::size_t> spread_rows(std::size_t count, std::int64_t wanted) {
  const std::size_t taken = wanted == 0 ? count : std::min(count, static_cast<std::size_t>(wanted));
  std::vector<std::size_t> rows(taken);
  for (std::size_t i = 0; i < taken; ++i) rows[i] = i * count / taken;
  return rows;
}

Rows taken_rows(const record::Array& array, const std::vector<std::size_t>& taken) {
  const auto values = record::to_reals(array);
  Rows rows = make_rows(taken.size(), static_cast<std::size_t>(array.shape.at(1)));
  for (std::size_t i = 0; i < taken.size(); ++i) {
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(taken[i] * rows.width), rows.width, rows.row(i));
  }
  return rows;
}

std::vector<draw::Point> projected(const Rows& features, const std::string& projection) {
  const Rows plane = projection == "pca" ? principal_components(features, 2).scores : tsne(features);
  std::vector<draw::Point> points;
  for (std::size_t i = 0; i < plane.count; ++i) points.push_back({plane.row(i)[0], plane.width > 1 ? plane.row(i)[1] : 0.0});
  return points;
}

/// Colours each point by class where there are labels, by cluster where there are none or clusters are asked for.
void add_classes(draw::ScatterPage& page, const std::filesystem::path& file, const std::string& colour, const std::vector<std::size_t>& taken) {
  const auto names = record::list_trial_arrays(file, "artifacts");
  const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  const bool by_class = has("labels") && (colour == "class" || !has("assignment"));
  if (!by_class && !has("assignment")) return;
  const auto values = record::to_reals(record::read_trial_array(file, by_class ? "artifacts/labels" : "artifacts/assignment"));
  for (const auto row : taken) page.classes.push_back(static_cast<std::int64_t>(values.at(row)));
  const auto largest = static_cast<std::int64_t>(*std::max_element(values.begin(), values.end()));
  for (std::int64_t i = 0; i <= largest; ++i) page.class_names.push_back(std::to_string(i));
  page.legend_title = by_class ? "class" : "cluster";
}

const record::TrialSummary& first_with_embedding(const record::RunView& run, const std::vector<const record::TrialSummary*>& trials) {
  const auto found = std::find_if(trials.begin(), trials.end(),
                                  [&](const record::TrialSummary* trial) { return !stored_epochs(run.folder.trial(trial->id)).empty(); });
  return found == trials.end() ? *trials.front() : **found;
}

}  // namespace

draw::Drawing embedding_figure(const record::RunView& run, const FigureOptions& options) {
  const auto& trial = first_with_embedding(run, chosen_trials(run, options.where));
  const auto file = run.folder.trial(trial.id);
  const std::string told = trial_text(run, trial);
  draw::ScatterPage page;
  page.heading = fmt::format("{}: features", run_title(run.manifest));
  const bool tsne = options.projection == "tsne";
  page.x_label = tsne ? "t-SNE 1" : "component 1";
  page.y_label = tsne ? "t-SNE 2" : "component 2";
  std::vector<std::size_t> taken;
  for (const auto epoch : epochs_to_draw(file, options, told)) {
    const auto array = record::read_trial_array(file, fmt::format("artifacts/{}{:04}", stored_prefix, epoch));
    taken = spread_rows(static_cast<std::size_t>(array.shape.at(0)), options.samples);
    page.panels.push_back({fmt::format("epoch {}", epoch), projected(taken_rows(array, taken), options.projection)});
  }
  page.columns = page.panels.size() == 4 ? 2 : 3;
  page.note = fmt::format("{}; {} of {} samples", told, tsne ? "t-SNE (perplexity 30)" : "principal components", taken.size());
  add_classes(page, file, options.colour, taken);
  return draw::scatter_drawing(std::move(page));
}

}  // namespace assay::report
