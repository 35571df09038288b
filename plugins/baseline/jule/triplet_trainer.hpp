#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <assay/plugin.hpp>

#include "network.hpp"
#include "triplets.hpp"

namespace assay::baseline_jule {

struct TrainerOptions {
  NetworkOptions network;
  TripletOptions triplet;
  SgdOptions sgd;
  std::int64_t negatives = 20;
  std::int64_t batch = 100;
  /// Of step t, from 0: lr (1 + lr_decay t)^−lr_power.
  double lr = 0.01;
  double lr_decay = 1e-4;
  double lr_power = 0.75;
};

/// What an epoch was like.
struct EpochResult {
  double loss = 0.0;  ///< mean over the batches that had triplets; NaN when none had
  std::int64_t batches = 0;
  std::int64_t skipped = 0;  ///< of them, without triplets
};

/// The network, and its training to tell given clusters apart.
class TripletTrainer {
 public:
  TripletTrainer(const DatasetInfo& data, const TrainerOptions& options, Stream& init, c10::Device device);

  /// [B, D] → [B, F], in evaluation mode.
  [[nodiscard]] Tensor embed(const Tensor& x) const { return network_->forward({x}); }
  /// The same of all samples, on the CPU, in batches that do not depend on who asks.
  [[nodiscard]] Tensor features(const Tensor& x) const;
  /// One pass over the data. A batch without triplets takes no step, but counts as one for the learning rate.
  /// Streams: "shuffle", "negatives".
  EpochResult run_epoch(const Tensor& x, const std::vector<std::int64_t>& clusters, Streams& streams);
  /// The learning rate of the next step.
  [[nodiscard]] double lr() const;

  void save(StateDict& state) const;
  void restore(const StateDict& state);
  /// Drops what only further training would need.
  void finish() { optimizer_.reset(); }

 private:
  TrainerOptions options_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Optimizer> optimizer_;
  std::int64_t steps_ = 0;
};

}  // namespace assay::baseline_jule
