#pragma once

#include <cstdint>
#include <memory>

#include <assay/plugin.hpp>

#include "depict_network.hpp"
#include "depict_options.hpp"

namespace depict {

/// Which samples the first two phases train on and which they are judged by; int64 indices on the CPU, drawn without labels.
struct Split {
  Tensor training;
  Tensor validation;
};

/// What the phases share.
struct Work {
  DepictOptions options;
  std::shared_ptr<DepictNetwork> network;
  Split split;

  /// The network as what is saved, loaded and optimized.
  [[nodiscard]] assay::ModuleNetwork as_network() const;
};

/// Rows that are handled at once where nothing is trained.
constexpr std::int64_t evaluation_batch = 500;

/// A part of DEPICT's procedure: epochs of training with an Adam of its own, until a rule or the last epoch ends it.
///
/// A step lowers the reconstruction errors of all layers and, where the phase has targets q, the cross-entropy to them, both on the noisy path.
class Phase {
 public:
  virtual ~Phase() = default;
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;

  /// The series of all phases.
  static void declare(assay::Recorder& recorder);
  /// Trains x [N, D] for one epoch. Returns whether the phase is over; the network then has the weights that the phase leaves.
  bool run_epoch(const Tensor& x, assay::FitContext& context);

  [[nodiscard]] std::int64_t most_epochs() const { return most_epochs_; }
  [[nodiscard]] std::int64_t epochs_done() const { return epochs_done_; }

  /// After an epoch that did not end the phase.
  void save(assay::StateDict& state) const;
  void restore(const assay::StateDict& state);
  /// Whether a phase was saved in `state`.
  [[nodiscard]] static bool is_in(const assay::StateDict& state);

 protected:
  Phase(const Work& work, int number, std::int64_t most_epochs) : work_(work), number_(number), most_epochs_(most_epochs) {}

  /// Before the first epoch.
  virtual void begin(const Tensor& /*x*/, assay::FitContext& /*context*/) {}
  /// Indices of the samples that are trained on, int64 on the CPU.
  [[nodiscard]] virtual Tensor rows(const Tensor& x) const = 0;
  virtual void after_step(const Tensor& /*samples*/, const Tensor& /*indices*/) {}
  /// Returns whether the phase's rule ends it.
  virtual bool end_epoch(const Tensor& x, assay::Recorder& recorder) = 0;
  virtual void end(assay::Recorder& /*recorder*/) {}
  virtual void save_more(assay::StateDict& /*state*/) const {}
  virtual void restore_more(const assay::StateDict& /*state*/) {}

  [[nodiscard]] const Work& work() const { return work_; }
  [[nodiscard]] const Tensor& targets() const { return targets_; }
  /// q [N, K], rows sum to 1.
  void set_targets(const Tensor& targets) { targets_ = targets; }

 private:
  void train(const Tensor& x, assay::FitContext& context);

  const Work& work_;
  int number_;
  std::int64_t most_epochs_;
  std::int64_t epochs_done_ = 0;
  std::unique_ptr<assay::Optimizer> optimizer_;  ///< since the first epoch
  Tensor targets_;                               ///< undefined: the phase has none
};

}  // namespace depict
