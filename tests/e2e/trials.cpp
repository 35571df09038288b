#include "trials.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <system_error>

#include "record/run_view.hpp"

namespace e2e {
namespace {

namespace fs = std::filesystem;
using assay::record::Array;
using assay::record::SeriesGroup;

bool same_bits(const std::vector<double>& left, const std::vector<double>& right) {
  return left.size() == right.size() && (left.empty() || std::memcmp(left.data(), right.data(), left.size() * sizeof(double)) == 0);
}

// NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): 0 and -0 are different bits, and a NaN equals itself
bool same_bits(double left, double right) { return std::memcmp(&left, &right, sizeof left) == 0; }

bool same_bits(const Array& left, const Array& right) {
  return left.type == right.type && left.shape == right.shape && left.bytes() == right.bytes() &&
         (left.bytes() == 0 || std::memcmp(left.data, right.data, left.bytes()) == 0);
}

void compare_arrays(const fs::path& left, const fs::path& right, const std::string& group, std::vector<std::string>& out) {
  const auto names = assay::record::list_trial_arrays(left, group);
  if (names != assay::record::list_trial_arrays(right, group)) out.push_back(group + ": other arrays");
  if (names.empty()) out.push_back(group + ": no arrays");
  for (const auto& name : names) {
    const std::string path = (fs::path(group) / name).string();
    if (!same_bits(assay::record::read_trial_array(left, path), assay::record::read_trial_array(right, path))) out.push_back(path);
  }
}

void compare_series(const std::vector<SeriesGroup>& left, const std::vector<SeriesGroup>& right, std::vector<std::string>& out) {
  if (left.size() != right.size()) out.emplace_back("series: other cadences");
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const std::string cadence = "series/" + left[i].cadence;
    if (left[i].cadence != right[i].cadence || left[i].index != right[i].index) out.push_back(cadence + "/index");
    if (left[i].columns.size() != right[i].columns.size()) out.push_back(cadence + ": other columns");
    for (std::size_t k = 0; k < std::min(left[i].columns.size(), right[i].columns.size()); ++k) {
      const auto& column = left[i].columns[k];
      if (column.name != right[i].columns[k].name || !same_bits(column.values, right[i].columns[k].values))
        out.push_back(cadence + "/" + column.name);
    }
  }
}

bool ends_with(const std::string& text, const std::string& ending) {
  return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

const char* const four_trials = R"(schema = 1
study = "four"

[dataset]
use = "blobs"
clusters = 3
count = 400
dimensions = 16

[encoder]
use = "mlp"
hidden = [24]
features = 12

[latent.z]
use = "gaussian"
dim = 4

[latent.c]
use = "gumbel_softmax"
categories = 3
temperature = { start = 1.0, end = 0.5, rate = 0.05 }

[[loss]]
use = "bce"

[[loss]]
use = "gaussian_kl"
on = "z"
weight = 3.0

[[loss]]
use = "categorical_kl"
on = "c"

[train]
epochs = 40
batch = 50

[evaluate]
metrics = ["acc", "nmi"]
every = 3
embed_at = [1, 20]

[run]
checkpoint_s = 0

[[arm]]
name = "proposed"

[[arm]]
name = "kmeans"
set = { "baseline.use" = "kmeans", "baseline.clusters" = 3, "baseline.n_init" = 60 }

[sweep]
seeds = { base = 1, count = 2 }
)";

void write_file(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

assay::record::RunFolder run_folder(const fs::path& folder, const std::string& study) { return {folder / "runs" / study}; }

std::vector<assay::record::TrialSummary> trials_of(const assay::record::RunFolder& run) { return assay::record::load_run(run).trials; }

std::size_t count(const std::vector<assay::record::TrialSummary>& trials, const std::string& status) {
  return static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), [&](const auto& trial) { return trial.status == status; }));
}

std::vector<std::string> differences(const fs::path& left, const fs::path& right) {
  std::vector<std::string> out;
  const auto first = assay::record::read_trial_file(left);
  const auto second = assay::record::read_trial_file(right);
  if (first.status != second.status) out.emplace_back("status");
  compare_series(first.series, second.series, out);
  compare_arrays(left, right, "artifacts", out);
  compare_arrays(left, right, "weights", out);
  if (first.final_metrics.size() != second.final_metrics.size()) out.emplace_back("final: other metrics");
  for (const auto& [name, value] : first.final_metrics) {
    const auto found = second.final_metrics.find(name);
    if (found == second.final_metrics.end() || !same_bits(value, found->second)) out.push_back("final/" + name);
  }
  return out;
}

std::vector<std::string> run_differences(const assay::record::RunFolder& left, const assay::record::RunFolder& right) {
  std::vector<std::string> out;
  for (const auto& trial : trials_of(left)) {
    for (const auto& difference : differences(left.trial(trial.id), right.trial(trial.id))) {
      out.push_back(trial.arm + " seed " + std::to_string(trial.seed) + ": " + difference);
    }
  }
  return out;
}

std::vector<std::string> leftovers(const assay::record::RunFolder& run) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(run.trials())) {
    const std::string name = entry.path().filename().string();
    const bool belongs = ends_with(name, ".lock") || (ends_with(name, ".h5") && name.find('.') == name.size() - 3);
    if (!belongs) out.push_back(name);
  }
  return out;
}

bool has_trial_file(const assay::record::RunFolder& run, const std::string& ending) {
  std::error_code error;
  for (fs::directory_iterator entry(run.trials(), error), end; !error && entry != end; entry.increment(error)) {
    if (ends_with(entry->path().filename().string(), ending)) return true;
  }
  return false;
}

}  // namespace e2e
