#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/context.hpp"
#include "assay/core/error.hpp"

namespace test_support {

/// Keeps every recorded value in memory.
class MemoryRecorder final : public assay::Recorder {
 public:
  MemoryRecorder() = default;
  void declare(const std::string& name, assay::Cadence /*cadence*/, const std::string& /*help*/, const std::string& /*unit*/) override {
    series[name];
  }
  void record(const std::string& name, double value) override {
    if (series.count(name) == 0) throw assay::InternalError("test.undeclared", "series '" + name + "' was not declared");
    series[name].push_back(value);
  }
  void commit(assay::Cadence cadence, std::int64_t index) override { commits.emplace_back(cadence, index); }
  void event(assay::EventLevel /*level*/, const std::string& code, const std::string& /*text*/) override { events.push_back(code); }

  std::map<std::string, std::vector<double>> series;
  std::vector<std::pair<assay::Cadence, std::int64_t>> commits;
  std::vector<std::string> events;
};

/// What a baseline sees of a trial. `after_round` decides whether to go on.
class FakeFitContext final : public assay::FitContext {
 public:
  explicit FakeFitContext(std::uint64_t seed, assay::DatasetInfo info = {}) : streams_(seed), info_(std::move(info)) {}

  assay::Streams& streams() override { return streams_; }
  MemoryRecorder& recorder() override { return recorder_; }
  c10::Device device() const override { return {c10::DeviceType::CPU}; }
  const assay::DatasetInfo& dataset() const override { return info_; }
  const assay::StateDict& stage(const std::string& name) const override { return stages.at(name); }
  const assay::LabeledSamples* labels() const override { return told ? &*told : nullptr; }
  assay::Tensor log_variance_of_features() override { return log_variance; }
  void expect_rounds(std::int64_t total) override { expected_rounds = total; }
  bool end_of_round(std::int64_t round) override {
    rounds.push_back(round);
    return !after_round || after_round(round);
  }

  std::function<bool(std::int64_t)> after_round;
  std::vector<std::int64_t> rounds;
  std::int64_t expected_rounds = 0;
  std::map<std::string, assay::StateDict> stages;  ///< results of earlier stages
  std::optional<assay::LabeledSamples> told;
  assay::Tensor log_variance;  ///< of the features that the data are, or undefined

 private:
  assay::Streams streams_;
  assay::DatasetInfo info_;
  MemoryRecorder recorder_;
};

}  // namespace test_support
