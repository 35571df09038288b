#include "early_stopping.hpp"

#include <string>

#include <torch/utils.h>

namespace depict {
namespace {

const std::string prefix = "best/";

}  // namespace

void EarlyStopping::observe(double score, const assay::NamedTensors& weights) {
  ++epochs_since_best_;
  if (score <= best_score_) return;
  best_score_ = score;
  epochs_since_best_ = 0;
  best_weights_.clear();
  for (const auto& [name, tensor] : weights) best_weights_.emplace_back(name, tensor.detach().clone());
}

void EarlyStopping::put_best_into(const assay::NamedTensors& weights) const {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].second.detach().copy_(best_weights_.at(i).second);
}

void EarlyStopping::save(assay::StateDict& state) const {
  state.put_number("best_score", best_score_);
  state.put_number("epochs_since_best", static_cast<double>(epochs_since_best_));
  for (const auto& [name, tensor] : assay::with_prefix(prefix, best_weights_)) state.put(name, tensor);
}

void EarlyStopping::restore(const assay::StateDict& state) {
  best_score_ = state.get_number("best_score");
  epochs_since_best_ = static_cast<std::int64_t>(state.get_number("epochs_since_best"));
  best_weights_.clear();
  for (const auto& [name, tensor] : state.tensors()) {
    if (name.compare(0, prefix.size(), prefix) == 0) best_weights_.emplace_back(name.substr(prefix.size()), tensor.clone());
  }
}

}  // namespace depict
