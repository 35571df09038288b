#include "train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"
#include "assay/nn/batches.hpp"
#include "train/named_tensors.hpp"
#include "train/numeric_guard.hpp"

namespace assay::train {
namespace {

std::int64_t steps_per_epoch(std::int64_t samples, const TrainOptions& options) {
  const std::int64_t whole = samples / options.batch;
  const std::int64_t rest = samples % options.batch;
  const bool rest_counts = rest > 0 && !options.drop_last && (rest > 1 || options.batch == 1);
  return whole + (rest_counts ? 1 : 0);
}

void copy_into(const NamedTensors& targets, const SavedState& saved, const std::string& prefix) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) {
    const Tensor value = saved.tensor(prefix + name);
    if (value.sizes() != target.sizes()) throw DataError("checkpoint.unusable", "the checkpoint's '" + name + "' has another shape");
    Tensor writable = target;
    writable.copy_(value);
  }
}

}  // namespace

Trainer::Trainer(ComposedModel& model, Optimizer& optimizer, const TrainOptions& options, std::vector<ScheduledValue> scheduled, Tensor x,
                 TrialSession& session, Evaluation& evaluation)
    : model_(model),
      optimizer_(optimizer),
      options_(options),
      scheduled_(std::move(scheduled)),
      x_(std::move(x)),
      session_(session),
      evaluation_(evaluation),
      shuffle_(session.streams().host("shuffle")),
      sample_(session.streams().get("sample")),
      steps_(steps_per_epoch(x_.size(0), options)) {
  if (steps_ == 0) {
    throw SpecError({"spec.no-full-batch",
                     fmt::format("no step fits into an epoch: {} samples, batch {}", x_.size(0), options.batch),
                     {},
                     "lower train.batch",
                     {}});
  }
  const auto terms = static_cast<std::int64_t>(model.composition().losses.size());
  step_losses_ = torch::zeros({steps_, terms}, x_.options());
  batch_ = torch::empty({std::min(options.batch, x_.size(0)), x_.size(1)}, x_.options());
}

void Trainer::declare() {
  Recorder& recorder = session_.recorder();
  recorder.declare("loss.total", Cadence::epoch, "objective, mean over the epoch's samples", "1");
  for (const auto& term : model_.composition().losses) {
    recorder.declare("loss." + term.name, Cadence::epoch, "unweighted value of this term, mean over the epoch's samples", "1");
  }
  for (const auto& value : scheduled_) recorder.declare(value.name, Cadence::epoch, value.help, "1");
}

bool Trainer::run() {
  if (const SavedState* saved = session_.saved()) restore(*saved);
  for (; epoch_ <= options_.epochs; ++epoch_) {
    if (session_.pauses_after(epoch_ - 1)) {
      save();
      session_.paused(epoch_ - 1);
      return false;
    }
    if (!order_.defined()) begin_epoch();
    model_.set_training(true);
    while (step_ < steps_) {
      if (session_.stop_requested()) {
        save();
        session_.interrupted(epoch_);
        return false;
      }
      if (session_.save_due(false)) save();
      step();
    }
    end_epoch();
  }
  return true;
}

void Trainer::begin_epoch() {
  order_ = shuffle_.permutation(x_.size(0)).to(x_.device());
  step_ = 0;
  checked_ = 0;
}

Tensor Trainer::batch_indices(std::int64_t step) const {
  const std::int64_t begin = step * options_.batch;
  return order_.narrow(0, begin, std::min(options_.batch, x_.size(0) - begin));
}

void Trainer::step() {
  const Tensor indices = batch_indices(step_);
  Tensor x = batch_.narrow(0, 0, indices.size(0));
  torch::index_select_out(x, x_, 0, indices);
  const auto values = model_.losses(x, model_.infer(x), epoch_, sample_);
  {
    const torch::NoGradGuard no_grad;
    const Tensor row = step_losses_.select(0, step_);
    for (std::size_t i = 0; i < values.size(); ++i) row.select(0, static_cast<std::int64_t>(i)).copy_(values[i]);
  }
  if (step_ + 1 - checked_ >= steps_between_looks(x_)) check_losses(checked_, step_ + 1);
  const Tensor objective = model_.objective(values, epoch_);
  if (objective.defined()) {
    objective.backward();
    optimizer_.step(options_.lr.at(epoch_), options_.clip_norm);
  }
  ++step_;
}

void Trainer::check_losses(std::int64_t first, std::int64_t last) {
  checked_ = last;
  const Tensor values = step_losses_.narrow(0, first, last - first).to(torch::kCPU).contiguous();
  const float* begin = values.data_ptr<float>();
  const float* bad = std::find_if(begin, begin + values.numel(), [](float value) { return !std::isfinite(value); });
  if (bad == begin + values.numel()) return;
  NonFiniteStep where;
  const std::int64_t row = (bad - begin) / values.size(1);
  where.epoch = epoch_;
  where.step = first + row + 1;
  where.lr = options_.lr.at(epoch_);
  where.indices = batch_indices(first + row);
  where.x = x_.index_select(0, where.indices);
  where.loss_values = values.select(0, row);
  fail_non_finite(where, model_, session_.recorder());
}

void Trainer::record_losses() {
  const Tensor values = step_losses_.to(torch::kCPU, torch::kFloat64);
  Tensor samples = torch::full({steps_, 1}, static_cast<double>(options_.batch), torch::kFloat64);
  samples[steps_ - 1] = static_cast<double>(batch_indices(steps_ - 1).size(0));
  const Tensor means = values.mul(samples).sum(0).div_(samples.sum());
  Recorder& recorder = session_.recorder();
  double total = 0.0;
  const auto& losses = model_.composition().losses;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const auto mean = means[static_cast<std::int64_t>(i)].item<double>();
    recorder.record("loss." + losses[i].name, mean);
    total += losses[i].weight.at(epoch_) * mean;
  }
  recorder.record("loss.total", total);
  for (const auto& value : scheduled_) recorder.record(value.name, value.schedule.at(epoch_));
}

void Trainer::end_epoch() {
  if (checked_ < steps_) check_losses(checked_, steps_);
  record_losses();
  session_.recorder().commit(Cadence::epoch, epoch_);
  evaluation_.after(epoch_);
  order_ = Tensor();
  step_ = 0;
  if (epoch_ == options_.epochs || !session_.save_due(true)) return;
  ++epoch_;  // what is saved begins with the next epoch
  save();
  --epoch_;
}

void Trainer::save() {
  NamedTensors tensors;
  append(tensors, "parameter/", model_.parameters());
  append(tensors, "buffer/", model_.buffers());
  append(tensors, "optimizer/", optimizer_.state());
  if (order_.defined()) {
    tensors.emplace_back("order", order_);
    tensors.emplace_back("step_losses", step_losses_);
  }
  session_.save(Value::Table{{"epoch", epoch_}, {"step", step_}, {"last_evaluated", evaluation_.last_evaluated()}}, tensors, epoch_);
}

void Trainer::restore(const SavedState& saved) {
  copy_into(model_.parameters(), saved, "parameter/");
  copy_into(model_.buffers(), saved, "buffer/");
  optimizer_.restore(saved.under("optimizer/"));
  epoch_ = saved.progress.at("epoch").integer();
  step_ = saved.progress.at("step").integer();
  checked_ = step_;
  evaluation_.set_last_evaluated(saved.progress.at("last_evaluated").integer());
  const NamedTensors order = saved.under("order");
  if (order.empty()) return;
  order_ = order.front().second.to(x_.device());
  const Tensor losses = saved.tensor("step_losses");
  if (order_.size(0) != x_.size(0) || losses.sizes() != step_losses_.sizes()) {
    throw DataError("checkpoint.unusable", "the checkpoint was made with other data");
  }
  step_losses_.copy_(losses);
}

}  // namespace assay::train
