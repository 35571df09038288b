#include "epoch_baseline.hpp"

#include <cmath>

#include <torch/utils.h>

#include "optimizer_state.hpp"

namespace baselines {
namespace {

using assay::Cadence;

/// The objective and the terms in one tensor.
Tensor stacked(const Losses& losses) {
  std::vector<Tensor> all = {losses.objective.detach()};
  for (const Tensor& term : losses.terms) all.push_back(term.detach());
  return torch::stack(all);
}

/// Brings modules into the list of networks; their output is computed elsewhere.
Tensor no_forward(const std::vector<Tensor>& /*inputs*/) {
  throw assay::InternalError("baseline.no-forward", "this network has no forward function");
}

}  // namespace

assay::Network& EpochBaseline::add(std::string name, std::unique_ptr<assay::Network> network) {
  networks_.emplace_back(std::move(name), std::move(network));
  return *networks_.back().second;
}

void EpochBaseline::add(std::string name, const std::shared_ptr<torch::nn::Module>& module) {
  add(std::move(name), std::make_unique<assay::ModuleNetwork>(module, no_forward));
}

void EpochBaseline::fit(const Tensor& x, assay::FitContext& context) {
  const bool begins = networks_.empty();
  if (begins) make_networks(context.streams().host("init"), context.device());
  declare(context.recorder());
  if (begins) start(x, context);
  context.expect_rounds(preparation_rounds() + training_.epochs);
  while (rounds_prepared_ < preparation_rounds()) {
    prepare(x, context, rounds_prepared_ + 1);
    if (!context.end_of_round(++rounds_prepared_)) return;
  }
  if (optimizer_ == nullptr) optimizer_ = make_optimizer(parameters());
  while (epochs_done_ < training_.epochs && !converged_) {
    const std::int64_t epoch = epochs_done_ + 1;
    begin_epoch(x, context, epoch);
    const double objective = run_epoch(x, context);
    converged_ = end_epoch(x, context, epoch, objective);
    epochs_done_ = epoch;
    if (!context.end_of_round(rounds_prepared_ + epoch)) return;
  }
  optimizer_.reset();
}

void EpochBaseline::save(assay::StateDict& state) const {
  for (const auto& [name, network] : networks_) assay::put_network(state, name + "/", *network);
  if (optimizer_ != nullptr) put_optimizer(state, *optimizer_);
  state.put_number("rounds_prepared", static_cast<double>(rounds_prepared_));
  state.put_number("epochs_done", static_cast<double>(epochs_done_));
  state.put_number("converged", converged_ ? 1.0 : 0.0);
  save_more(state);
}

void EpochBaseline::restore(const assay::StateDict& state) {
  const c10::Device device = state.tensors().empty() ? c10::Device(c10::DeviceType::CPU) : state.tensors().front().second.device();
  assay::Stream overwritten(0, c10::Device(c10::DeviceType::CPU));
  networks_.clear();
  make_networks(overwritten, device);
  for (const auto& [name, network] : networks_) assay::load_network(state, name + "/", *network);
  const assay::NamedTensors moments = saved_optimizer(state);
  if (!moments.empty()) {
    optimizer_ = make_optimizer(parameters());
    optimizer_->restore(moments);
  }
  rounds_prepared_ = static_cast<std::int64_t>(state.get_number("rounds_prepared"));
  epochs_done_ = static_cast<std::int64_t>(state.get_number("epochs_done"));
  converged_ = state.get_number("converged") != 0.0;
  restore_more(state);
}

void EpochBaseline::make_networks(assay::Stream& init, c10::Device device) {
  build(init);
  for (const auto& [name, network] : networks_) network->to(device);
  set_training(false);
}

assay::NamedTensors EpochBaseline::parameters() const {
  assay::NamedTensors all;
  for (const auto& [name, network] : networks_) {
    for (auto& named : assay::with_prefix(name + "/", network->parameters())) all.push_back(std::move(named));
  }
  return all;
}

void EpochBaseline::set_training(bool training) {
  for (const auto& [name, network] : networks_) network->set_training(training);
}

void EpochBaseline::declare(assay::Recorder& recorder) const {
  recorder.declare("loss.total", Cadence::epoch, "objective, mean over the epoch's samples");
  for (const auto& term : terms_) recorder.declare("loss." + term.name, Cadence::epoch, term.help + ", mean over the epoch's samples");
  declare_more(recorder);
}

double EpochBaseline::run_epoch(const Tensor& x, assay::FitContext& context) {
  assay::Stream& noise = context.streams().get("sample");
  const std::int64_t epoch = epochs_done_ + 1;
  const double lr = learning_rate(epoch);
  Tensor sums = torch::zeros({static_cast<std::int64_t>(terms_.size()) + 1}, torch::kFloat64);
  std::vector<StepValues> unseen;
  const Tensor rows = epoch_rows();
  const std::int64_t count = rows.defined() ? rows.size(0) : x.size(0);
  set_training(true);
  for (const Tensor& places : assay::shuffled_batches(count, training_.batch, context.streams().host("shuffle"), x.device())) {
    const Tensor indices = rows.defined() ? rows.index_select(0, places) : places;
    const Step step{x.index_select(0, indices), indices, epoch, noise};
    const Losses values = losses(step);
    unseen.push_back({stacked(values), indices});
    if (static_cast<std::int64_t>(unseen.size()) >= assay::steps_between_looks(x)) {
      sums += checked_sum(unseen, x, context.recorder());
      unseen.clear();
    }
    values.objective.backward();
    optimizer_->step(lr, training_.clip_norm);
    after_step(step);
  }
  set_training(false);
  if (!unseen.empty()) sums += checked_sum(unseen, x, context.recorder());
  const Tensor means = sums / static_cast<double>(count);
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    context.recorder().record("loss." + terms_[i].name, means[static_cast<std::int64_t>(i) + 1].item<double>());
  }
  const auto objective = means[0].item<double>();
  context.recorder().record("loss.total", objective);
  return objective;
}

Tensor EpochBaseline::checked_sum(const std::vector<StepValues>& steps, const Tensor& x, assay::Recorder& recorder) const {
  std::vector<Tensor> all;
  all.reserve(steps.size());
  for (const StepValues& step : steps) all.push_back(step.values);
  const Tensor values = torch::stack(all).to(torch::kCPU, torch::kFloat64);
  Tensor sum = torch::zeros({values.size(1)}, torch::kFloat64);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Tensor of_step = values[static_cast<std::int64_t>(i)];
    for (std::int64_t term = 0; term < of_step.size(0); ++term) {
      const auto value = of_step[term].item<double>();
      if (!std::isfinite(value)) fail_non_finite(value, static_cast<std::size_t>(term), steps[i].indices, x, recorder);
    }
    sum += of_step * static_cast<double>(steps[i].indices.size(0));
  }
  return sum;
}

void EpochBaseline::fail_non_finite(double value, std::size_t term, const Tensor& indices, const Tensor& x, assay::Recorder& recorder) const {
  const std::int64_t epoch = epochs_done_ + 1;
  const std::string name = term == 0 ? "total" : terms_[term - 1].name;
  const std::string what = "loss." + name + " became " + std::to_string(value) + " in epoch " + std::to_string(epoch) + " at learning rate " +
                           std::to_string(learning_rate(epoch));
  const std::string where = "first sample of the batch: " + std::to_string(indices[0].item<std::int64_t>()) +
                            ", largest magnitude in the batch: " + std::to_string(x.index_select(0, indices).abs().max().item<double>());
  recorder.event(assay::EventLevel::error, "train.non-finite", std::string(what).append("; ").append(where));
  throw assay::TrialError("train.non-finite", what);
}

}  // namespace baselines
