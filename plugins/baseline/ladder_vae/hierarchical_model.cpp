#include "hierarchical_model.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include <torch/utils.h>

#include "../common/active_units.hpp"
#include "../common/batch_noise.hpp"
#include "norm_statistics.hpp"

namespace assay::baseline_ladder_vae {
namespace {

constexpr std::int64_t watched_samples = 5000;  // where none are held out
const char* const bound_series = "x.importance_weighted_bound";

/// "z1" for the layer next to the data.
std::string code_name(std::size_t layer) { return "z" + std::to_string(layer + 1); }

/// The samples that are trained on, of x [N, D].
Tensor trained(const Tensor& x, std::int64_t held_out) { return x.narrow(0, 0, x.size(0) - held_out); }

Tensor spectrum(const Tensor& values) { return std::get<0>(values.sort(0, /*descending=*/true)); }

}  // namespace

HierarchicalModel::HierarchicalModel(const HierarchyOptions& options, const assay::DatasetInfo& data)
    : EpochBaseline(options, {{"reconstruction", "negative log-likelihood of the sample given the code z_1"},
                              {"kl", "divergence of q from p of all codes together, without the warm-up's factor"}}),
      options_(options),
      data_(data),
      likelihood_(options.likelihood, data) {
  baselines::check_binarize(options.binarize, options.likelihood);
  if (options_.hidden.size() == 1) options_.hidden.resize(options_.dims.size(), options_.hidden.front());
  if (options_.dims.empty() || options_.dims.size() != options_.hidden.size()) {
    throw SpecError({"ladder_vae.widths",
                     "there are " + std::to_string(options_.hidden.size()) + " widths in 'hidden' for " + std::to_string(options_.dims.size()) +
                         " codes in 'dims'",
                     {},
                     "give at least one code, and one hidden width for each or for all",
                     {}});
  }
}

std::int64_t HierarchicalModel::style_width() const { return std::accumulate(options_.dims.begin(), options_.dims.end(), std::int64_t{0}); }

Tensor HierarchicalModel::embed(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return mean_codes(x).front().z;
}

Tensor HierarchicalModel::reconstruct(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return likelihood_.expected(hierarchy_->decode(mean_codes(x).front().z));
}

Tensor HierarchicalModel::generate(const Tensor& /*category*/, const Tensor& style) {
  const torch::NoGradGuard no_grad;
  return likelihood_.expected(decode_units(*hierarchy_, options_.dims, style));
}

Tensor HierarchicalModel::style(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return in_units_of_prior(mean_codes(x));
}

void HierarchicalModel::build(assay::Stream& init) {
  hierarchy_ = make_hierarchy({data_.dimensions(), options_.dims, options_.hidden, {options_.batch_norm, options_.leak}}, init);
  add("hierarchy", hierarchy_);
}

void HierarchicalModel::start(const Tensor& /*x*/, assay::FitContext& context) { noise_seed_ = baselines::draw_noise_seed(context); }

void HierarchicalModel::begin_epoch(const Tensor& x, assay::FitContext& /*context*/, std::int64_t /*epoch*/) {
  if (options_.held_out == 0 || rows_.defined()) return;
  if (options_.held_out >= x.size(0)) {
    throw TrialError({"ladder_vae.held-out",
                      "held_out = " + std::to_string(options_.held_out) + " leaves nothing to train on of " + std::to_string(x.size(0)) + " samples",
                      {},
                      {},
                      {}});
  }
  rows_ = torch::arange(x.size(0) - options_.held_out, torch::TensorOptions(torch::kInt64).device(x.device()));
}

baselines::Losses HierarchicalModel::losses(const baselines::Step& step) {
  const Tensor x = baselines::drawn(step.x, options_.binarize, step.noise);
  const std::vector<CodeDraw> codes = hierarchy_->draw(hierarchy_->evidence(x), draw_from(step.noise));
  const Tensor reconstruction = likelihood_.error(x, hierarchy_->decode(codes.front().z)).mean();
  Tensor kl = torch::zeros_like(reconstruction);
  for (const CodeDraw& code : codes) kl = kl + code.kl().sum(1).mean();
  return {reconstruction + baselines::warmth(step.epoch, options_.warm_up) * kl, {reconstruction, kl}};
}

std::unique_ptr<assay::Optimizer> HierarchicalModel::make_optimizer(const assay::NamedTensors& parameters) const {
  assay::AdamOptions adam;
  adam.epsilon = 1e-4;  // as published
  return assay::make_adam(adam, parameters);
}

bool HierarchicalModel::end_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch, double /*objective*/) {
  const bool last = epoch == options_.epochs;
  if (!last && epoch % options_.units_every != 0) return false;
  collect_statistics(x, context);
  const Tensor samples = watched(x);
  assay::Stream& noise = context.streams().get("units");
  activity_ = unit_activity(*hierarchy_, samples, options_.unit_draws, noise);
  for (std::size_t i = 0; i < options_.dims.size(); ++i) {
    context.recorder().record(code_name(i) + ".active_units", baselines::active_units(activity_.variance[i]));
    context.recorder().record(code_name(i) + ".informative_units", baselines::informative_units(activity_.divergence[i]));
    context.recorder().record(code_name(i) + ".kl", activity_.divergence[i].sum().item<double>());
  }
  if (last && options_.importance_samples > 0) {
    const Tensor bound = importance_weighted_bound(*hierarchy_, likelihood_, samples, options_.importance_samples, noise);
    context.recorder().record(bound_series, bound.to(torch::kFloat64).mean().item<double>());
  }
  return false;
}

void HierarchicalModel::collect_statistics(const Tensor& x, assay::FitContext& context) {
  if (!options_.batch_norm) return;
  const Tensor samples = trained(x, options_.held_out);
  assay::Stream& noise = context.streams().get("statistics");
  const auto batches = assay::shuffled_batches(samples.size(0), options_.batch, context.streams().host("statistics"), x.device());
  collect_norm_statistics(*hierarchy_, batches, [&](const Tensor& rows) {
    const Tensor batch = baselines::drawn(samples.index_select(0, rows), options_.binarize, noise);
    static_cast<void>(hierarchy_->decode(hierarchy_->draw(hierarchy_->evidence(batch), draw_from(noise)).front().z));
  });
}

Tensor HierarchicalModel::watched(const Tensor& x) const {
  const std::int64_t count = options_.held_out > 0 ? options_.held_out : std::min(watched_samples, x.size(0));
  const Tensor samples = options_.held_out > 0 ? x.narrow(0, x.size(0) - count, count) : x.narrow(0, 0, count);
  assay::Stream noise(static_cast<std::uint64_t>(noise_seed_), x.device());
  return baselines::drawn(samples, options_.binarize, noise);
}

void HierarchicalModel::declare_more(assay::Recorder& recorder) const {
  for (std::size_t i = 0; i < options_.dims.size(); ++i) {
    const std::string code = code_name(i);
    recorder.declare(code + ".active_units", Cadence::eval,
                     "units of " + code + " whose posterior mean varies over the samples (variance above 0.01)");
    recorder.declare(code + ".informative_units", Cadence::eval, "units of " + code + " whose divergence from the prior is above 0.01 nat");
    recorder.declare(code + ".kl", Cadence::eval, "divergence of q from p of " + code + ", mean over the samples", "nat");
  }
  if (options_.importance_samples > 0) {
    recorder.declare(bound_series, Cadence::eval, "importance-weighted bound on ln p(x) after the last epoch, mean over the samples", "nat");
  }
}

void HierarchicalModel::save_more(assay::StateDict& state) const {
  state.put_number("noise_seed", static_cast<double>(noise_seed_));
  for (std::size_t i = 0; i < activity_.variance.size(); ++i) {
    state.put(code_name(i) + ".variance_spectrum", spectrum(activity_.variance[i]));
    state.put(code_name(i) + ".kl_spectrum", spectrum(activity_.divergence[i]));
  }
}

void HierarchicalModel::restore_more(const assay::StateDict& state) {
  noise_seed_ = static_cast<std::int64_t>(state.get_number("noise_seed"));
  activity_ = {};
  for (std::size_t i = 0; state.has(code_name(i) + ".kl_spectrum"); ++i) {
    activity_.variance.push_back(state.get(code_name(i) + ".variance_spectrum"));
    activity_.divergence.push_back(state.get(code_name(i) + ".kl_spectrum"));
  }
}

}  // namespace assay::baseline_ladder_vae
