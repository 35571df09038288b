#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/error.hpp"
#include "host/registry.hpp"
#include "record/journal.hpp"
#include "record/trial_file.hpp"
#include "support/temporary_folder.hpp"
#include "train/baseline_runner.hpp"
#include "train/trial.hpp"

/// Small trials on the real plugins of the build tree.
namespace train_test {

using assay::Value;

inline const assay::host::Registry& registry() {
  static const assay::host::Registry* const loaded = [] {
    const char* build = std::getenv("ASSAY_BUILD_DIR");
    if (build == nullptr) throw std::runtime_error("ASSAY_BUILD_DIR is not set");
    auto* registry = new assay::host::Registry();  // libraries are never unloaded
    registry->load({std::filesystem::path(build) / "lib/assay/plugins"});
    return registry;
  }();
  return *loaded;
}

inline Value table(Value::Table entries) { return entries; }

/// The proposed model on planted mixtures: 200 samples of 12 dimensions, batches of 32 with a rest of 8.
inline Value proposed_spec(std::int64_t epochs) {
  return table({
      {"dataset", table({{"use", "blobs"}, {"count", 200}, {"dimensions", 12}, {"clusters", 4}})},
      {"encoder", table({{"use", "mlp"}, {"hidden", Value::Array{16}}, {"features", 8}})},
      {"latent",
       table({{"z", table({{"use", "gaussian"}, {"dim", 3}})},
              {"c", table({{"use", "gumbel_softmax"}, {"categories", 4}, {"temperature", table({{"start", 1.0}, {"end", 0.5}, {"rate", 0.1}})}})}})},
      {"loss", Value::Array{table({{"use", "mse"}, {"weight", 1.0}}),
                            table({{"use", "gaussian_kl"}, {"on", "z"}, {"weight", table({{"start", 0.0}, {"end", 5.0}, {"epochs", 2}})}}),
                            table({{"use", "categorical_kl"}, {"on", "c"}, {"weight", 1.0}})}},
      {"train",
       table({{"epochs", epochs}, {"batch", 32}, {"lr", 1e-2}, {"clip_norm", 0.0}, {"drop_last", false}, {"optimizer", table({{"use", "adam"}})}})},
      {"evaluate", table({{"every", 2},
                          {"embed_at", Value::Array{2}},
                          {"batch", 64},
                          {"metrics", Value::Array{table({{"use", "acc"}}), table({{"use", "nmi"}})}}})},
  });
}

inline Value& member(Value& value, const std::string& key) { return value.table().at(key); }

/// A trial in a folder of its own.
class Trial {
 public:
  explicit Trial(Value resolved, std::int64_t seed = 7, double checkpoint_s = 1e9) {
    job_.folder = {folder_.path()};
    std::filesystem::create_directories(job_.folder.trials());
    job_.run_options = table({{"threads", 1}, {"timeout_s", 0.0}, {"memory_mb", 0}, {"checkpoint_s", checkpoint_s}});
    job_.provenance.study = "test";
    job_.provenance.arm = "arm";
    job_.provenance.trial_id = "t0";
    job_.provenance.seed = seed;
    job_.provenance.resolved = std::move(resolved);
  }

  assay::train::Outcome run(const assay::train::StopRequested& stop = {}) { return assay::train::run_trial(job_, registry(), stop); }
  [[nodiscard]] assay::record::TrialJob& job() { return job_; }
  [[nodiscard]] std::filesystem::path file() const { return job_.folder.trial("t0"); }
  [[nodiscard]] assay::record::TrialRecord record() const { return assay::record::read_trial_file(file()); }
  [[nodiscard]] std::vector<std::string> arrays(const std::string& group) const { return assay::record::list_trial_arrays(file(), group); }
  [[nodiscard]] assay::record::Array array(const std::string& path) const { return assay::record::read_trial_array(file(), path); }
  /// The values of one series.
  [[nodiscard]] std::vector<double> series(const std::string& name) const {
    for (const auto& group : record().series) {
      for (const auto& column : group.columns) {
        if (column.name == name) return column.values;
      }
    }
    throw std::runtime_error("no series " + name);
  }

 private:
  test_support::TemporaryFolder folder_;
  assay::record::TrialJob job_;
};

/// Bytes of every array and of every series but the clock: what has to be equal.
inline std::string fingerprint(const Trial& trial) {
  std::string bytes;
  const auto add = [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
  for (const char* group : {"artifacts", "weights"}) {
    for (const auto& name : trial.arrays(group)) {
      const auto array = trial.array(std::string(group) + "/" + name);
      bytes += name + "\n";
      add(array.data, array.bytes());
    }
  }
  for (const auto& group : trial.record().series) {
    bytes += group.cadence;
    add(group.index.data(), group.index.size() * sizeof(std::int64_t));
    for (const auto& column : group.columns) {
      bytes += column.name;
      add(column.values.data(), column.values.size() * sizeof(double));
    }
  }
  return bytes;
}

inline std::string bytes_of(const std::vector<assay::record::Array>& arrays) {
  std::string bytes;
  for (const auto& array : arrays) bytes += array.name + std::string(static_cast<const char*>(array.data), array.bytes());
  return bytes;
}

/// What training leaves on data that `change` has altered after the trial chose its labels.
inline assay::train::TrialResults results_after(const Value& spec, const std::function<void(assay::DatasetContents&)>& change,
                                                const assay::train::StageFiles& stages = {}) {
  Trial trial(spec);
  assay::Streams streams(7);
  assay::train::TrialSession session(trial.job(), streams, {}, std::nullopt);
  const auto& resolved = trial.job().provenance.resolved;
  const auto data = assay::train::open_data(resolved, registry(), {});
  auto contents = assay::train::load_data(data);
  const auto choice = assay::train::choose_labels(data, contents, 7);
  change(contents);
  const assay::train::Labels labels{contents.labels, data.info.classes, contents.split, choice.validation};
  const assay::train::RunnerInputs inputs{
      resolved, registry(), data, contents.x, assay::train::training_part(data, contents, choice), labels, choice, c10::Device(c10::DeviceType::CPU)};
  auto results =
      resolved.find("baseline") == nullptr ? assay::train::run_composed(inputs, session) : assay::train::run_baseline(inputs, stages, session);
  if (!results) throw std::runtime_error("the trial was interrupted");
  return std::move(*results);
}

/// The error that `run` throws.
inline assay::Error error_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const assay::Error& error) {
    return error;
  }
  throw std::runtime_error("nothing was thrown");
}

}  // namespace train_test
