#include "trials.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "record/run_view.hpp"
#include "record/trial_comparison.hpp"
#include "record/trial_file.hpp"

namespace e2e {
namespace {

namespace fs = std::filesystem;

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

const char* const staged_trials = R"(schema = 1
study = "staged"

[dataset]
use = "blobs"
clusters = 3
count = 400
dimensions = 16

[encoder]
use = "mlp"
hidden = [24]
features = 4
batch_norm = false
decoder_input = "concat"

[stage.pretrain]
use = "autoencoder"
epochs = 20
batch = 20

[stage.init]
use = "kmeans"
on = "pretrain"
clusters = 3
n_init = 3

[evaluate]
metrics = ["acc", "nmi"]

[run]
checkpoint_s = 0

[baseline]
use = "dec"
update_interval = 5
max_iterations = 60
tolerance = 0.0

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
  auto out = assay::record::compare_trials(left, right).differing;
  for (const char* group : {"artifacts", "weights"}) {
    if (assay::record::list_trial_arrays(left, group).empty()) out.push_back(std::string(group) + ": no arrays");
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
