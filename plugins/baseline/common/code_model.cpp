#include "code_model.hpp"

#include <torch/utils.h>

#include "batch_noise.hpp"

namespace baselines {
Tensor CodeModel::embed(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  if (options_.feature == "mean") return mean_code(x);
  assay::Stream noise = noise_of(feature_seed_, x);
  return draw_code(x, noise);
}

Tensor CodeModel::reconstruct(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return likelihood_.expected(decode(mean_code(x)));
}

Tensor CodeModel::generate(const Tensor& /*category*/, const Tensor& style) {
  const torch::NoGradGuard no_grad;
  return likelihood_.expected(decode(style));
}

Tensor CodeModel::style(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return mean_code(x);
}

void CodeModel::start(const Tensor& /*x*/, assay::FitContext& context) { feature_seed_ = draw_noise_seed(context); }

bool CodeModel::end_epoch(const Tensor& /*x*/, assay::FitContext& /*context*/, std::int64_t /*epoch*/, double objective) {
  ++epochs_since_lowest_;
  if (objective < lowest_) {
    lowest_ = objective;
    epochs_since_lowest_ = 0;
  }
  return options_.patience > 0 && epochs_since_lowest_ >= options_.patience;
}

void CodeModel::save_more(assay::StateDict& state) const {
  state.put_number("feature_seed", static_cast<double>(feature_seed_));
  state.put_number("lowest", lowest_);
  state.put_number("epochs_since_lowest", static_cast<double>(epochs_since_lowest_));
}

void CodeModel::restore_more(const assay::StateDict& state) {
  feature_seed_ = static_cast<std::int64_t>(state.get_number("feature_seed"));
  lowest_ = state.get_number("lowest");
  epochs_since_lowest_ = static_cast<std::int64_t>(state.get_number("epochs_since_lowest"));
}

}  // namespace baselines
