#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <assay/plugin.hpp>

namespace baselines {

using assay::Tensor;

/// Options of every method that trains networks epoch by epoch. Derive a method's options from it and set its defaults in their constructor.
struct TrainingOptions {
  std::int64_t epochs = 100;
  std::int64_t batch = 100;
  assay::Schedule lr = 1e-3;
  double clip_norm = 0.0;

  static constexpr auto fields = assay::fields(
      assay::field("epochs", &TrainingOptions::epochs, "passes over the data").in(1, 1000000),
      assay::field("batch", &TrainingOptions::batch, "samples per step; the last batch of an epoch may be smaller").in(1, 1000000),
      assay::field("lr", &TrainingOptions::lr, "learning rate, by epoch").in(0.0, 1000.0),
      assay::field("clip_norm", &TrainingOptions::clip_norm, "gradients of a larger global L2 norm are scaled down to it; 0: never").at_least(0.0));
};

/// A part of the objective that is recorded as the series loss.<name>.
struct LossTerm {
  std::string name;
  std::string help;
};

/// One step of training.
struct Step {
  Tensor x;            ///< [B, D], the samples of the batch
  Tensor indices;      ///< int64 [B], their rows in the data
  std::int64_t epoch;  ///< from 1
  assay::Stream& noise;
};

struct Losses {
  Tensor objective;           ///< scalar, what the step lowers; the mean over the batch unless the method says otherwise
  std::vector<Tensor> terms;  ///< scalars, in the order of `terms()`
};

/// A method that trains networks epoch by epoch: one round is one epoch, and a resumed fit ends with the bits of an undisturbed one. Rounds of
/// another kind, such as the pre-training of single layers, may come before the epochs and are counted on.
///
/// Derived classes say which networks there are and what a step lowers; batches, optimizer, series, guard and state are done here.
/// Outside of a step the networks are in evaluation mode.
class EpochBaseline : public assay::Baseline {
 public:
  void fit(const Tensor& x, assay::FitContext& context) final;
  void save(assay::StateDict& state) const final;
  void restore(const assay::StateDict& state) final;

 protected:
  EpochBaseline(const TrainingOptions& training, std::vector<LossTerm> terms) : training_(training), terms_(std::move(terms)) {}

  /// Makes the networks with `add`; their weights come from `init`. Also called before a state is restored.
  virtual void build(assay::Stream& init) = 0;
  /// What follows `build` when a fit begins, and not when it goes on: loading the results of earlier stages.
  virtual void start(const Tensor& /*x*/, assay::FitContext& /*context*/) {}
  /// Rounds before the first epoch, and one of them, counted from 1. What they need to go on belongs into `save_more`.
  [[nodiscard]] virtual std::int64_t preparation_rounds() const { return 0; }
  virtual void prepare(const Tensor& /*x*/, assay::FitContext& /*context*/, std::int64_t /*round*/) {}
  /// Before the first step of an epoch; the networks are in evaluation mode.
  virtual void begin_epoch(const Tensor& /*x*/, assay::FitContext& /*context*/, std::int64_t /*epoch*/) {}
  /// The rows that an epoch passes over, int64 on the device of x [N, D]; undefined: all. Asked after `begin_epoch`.
  [[nodiscard]] virtual Tensor epoch_rows() const { return {}; }
  /// Of an epoch >= 1.
  [[nodiscard]] virtual double learning_rate(std::int64_t epoch) const { return training_.lr.at(epoch); }
  virtual Losses losses(const Step& step) = 0;
  /// After the networks have moved, before the next batch; still in training mode.
  virtual void after_step(const Step& /*step*/) {}
  /// After the last step of an epoch, in evaluation mode; `objective` is the epoch's mean. Returns whether training has converged.
  virtual bool end_epoch(const Tensor& /*x*/, assay::FitContext& /*context*/, std::int64_t /*epoch*/, double /*objective*/) { return false; }
  virtual std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const { return assay::make_adam({}, parameters); }
  /// Series besides loss.* (the networks are there), and state besides networks and optimizer.
  virtual void declare_more(assay::Recorder& /*recorder*/) const {}
  virtual void save_more(assay::StateDict& /*state*/) const {}
  virtual void restore_more(const assay::StateDict& /*state*/) {}

  /// Takes a network into training; its state is saved under name/…. Call from `build`.
  assay::Network& add(std::string name, std::unique_ptr<assay::Network> network);
  /// The same for modules, whose own forward functions compute the losses.
  void add(std::string name, const std::shared_ptr<torch::nn::Module>& module);

  [[nodiscard]] const TrainingOptions& training() const { return training_; }
  [[nodiscard]] std::int64_t epochs_done() const { return epochs_done_; }

 private:
  void make_networks(assay::Stream& init, c10::Device device);
  [[nodiscard]] assay::NamedTensors parameters() const;
  void set_training(bool training);
  void declare(assay::Recorder& recorder) const;
  /// Returns the mean of the objective over the samples.
  double run_epoch(const Tensor& x, assay::FitContext& context);
  /// A step that has been taken.
  struct StepValues {
    Tensor values;   ///< of the objective and the terms, on the device
    Tensor indices;  ///< of the samples
  };
  /// The sum of the steps' values, each times the samples of its step, as float64 on the CPU. Throws TrialError "train.non-finite".
  [[nodiscard]] Tensor checked_sum(const std::vector<StepValues>& steps, const Tensor& x, assay::Recorder& recorder) const;
  /// `term`: 0 for the objective; `indices`: of the samples of the step that gave `value`.
  [[noreturn]] void fail_non_finite(double value, std::size_t term, const Tensor& indices, const Tensor& x, assay::Recorder& recorder) const;

  TrainingOptions training_;
  std::vector<LossTerm> terms_;
  std::vector<std::pair<std::string, std::unique_ptr<assay::Network>>> networks_;
  std::unique_ptr<assay::Optimizer> optimizer_;  ///< while there are epochs to do
  std::int64_t rounds_prepared_ = 0;
  std::int64_t epochs_done_ = 0;
  bool converged_ = false;
};

}  // namespace baselines
