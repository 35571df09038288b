#include "triplet_trainer.hpp"

#include <cmath>

#include "../common/optimizer_state.hpp"

namespace assay::baseline_jule {
namespace {

constexpr std::int64_t evaluation_batch = 500;

std::vector<std::int64_t> of_rows(const std::vector<std::int64_t>& clusters, const Tensor& rows) {
  const Tensor indices = rows.cpu();
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < indices.numel(); ++i) out.push_back(clusters[static_cast<std::size_t>(indices.data_ptr<std::int64_t>()[i])]);
  return out;
}

}  // namespace

TripletTrainer::TripletTrainer(const DatasetInfo& data, const TrainerOptions& options, Stream& init, c10::Device device)
    : options_(options), network_(make_network(data, options.network, init)) {
  network_->to(device);
  network_->set_training(false);
  optimizer_ = make_sgd(options.sgd, network_->parameters());
}

Tensor TripletTrainer::features(const Tensor& x) const {
  return apply_in_batches(x, evaluation_batch, [&](const Tensor& rows) { return embed(rows); }).cpu();
}

EpochResult TripletTrainer::run_epoch(const Tensor& x, const std::vector<std::int64_t>& clusters, Streams& streams) {
  EpochResult epoch;
  LossMean mean;
  network_->set_training(true);
  for (const Tensor& rows : shuffled_batches(x.size(0), options_.batch, streams.host("shuffle"), x.device())) {
    const double rate = lr();
    ++steps_;
    ++epoch.batches;
    const Triplets triplets = draw_triplets(of_rows(clusters, rows), options_.negatives, streams.host("negatives"));
    if (triplets.empty()) {
      ++epoch.skipped;
      continue;
    }
    const Tensor loss = triplet_loss(embed(x.index_select(0, rows)), triplets, options_.triplet);
    mean.add(loss, 1);
    loss.backward();
    optimizer_->step(rate);
  }
  network_->set_training(false);
  epoch.loss = mean.mean();
  return epoch;
}

double TripletTrainer::lr() const { return options_.lr * std::pow(1.0 + options_.lr_decay * static_cast<double>(steps_), -options_.lr_power); }

void TripletTrainer::save(StateDict& state) const {
  put_network(state, "network/", *network_);
  if (optimizer_ != nullptr) baselines::put_optimizer(state, *optimizer_);
  state.put_number("steps", static_cast<double>(steps_));
}

void TripletTrainer::restore(const StateDict& state) {
  load_network(state, "network/", *network_);
  const NamedTensors moments = baselines::saved_optimizer(state);
  if (moments.empty()) {
    finish();
  } else {
    optimizer_->restore(moments);
  }
  steps_ = static_cast<std::int64_t>(state.get_number("steps"));
}

}  // namespace assay::baseline_jule
