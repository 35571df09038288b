#include "category_vae.hpp"

#include <torch/utils.h>

namespace baselines {

namespace {

std::vector<LossTerm> with_own_terms(const std::vector<LossTerm>& more) {
  std::vector<LossTerm> terms = {{"reconstruction", "negative log-likelihood of the sample given category and code"},
                                 {"code_kl", "ln q(z | x, y) - ln p(z | y) at the sampled z"},
                                 {"categorical_kl", "divergence of q(y | x) from uniform"}};
  terms.insert(terms.end(), more.begin(), more.end());
  return terms;
}

}  // namespace

Tensor expectation(const Tensor& logits, const Tensor& values) { return (torch::softmax(logits, 1) * values).sum(1); }

CategoryVae::CategoryVae(const CategoryVaeOptions& options, const assay::DatasetInfo& data, const std::vector<LossTerm>& more)
    : EpochBaseline(options, with_own_terms(more)), options_(options), data_(data), likelihood_(options.likelihood, data) {
  check_binarize(options.binarize, options.likelihood);
}

void CategoryVae::build(assay::Stream& init) {
  const std::int64_t data = data_.dimensions();
  category_layers_ = std::make_shared<HiddenLayers>(data, options_.hidden, false, weight_init(), init);
  category_head_ = std::make_shared<assay::Dense>(category_layers_->width(), options_.clusters, weight_init(), init);
  code_layers_ = std::make_shared<HiddenLayers>(data + options_.clusters, options_.hidden, false, weight_init(), init);
  code_head_ = std::make_shared<GaussianHead>(code_layers_->width(), options_.dim, VarianceLink::softplus, weight_init(), init);
  add("category_layers", category_layers_);
  add("category", category_head_);
  add("code_layers", code_layers_);
  add("code", code_head_);
  build_generative(init);
}

Tensor CategoryVae::one_hot(const Tensor& category) const { return torch::one_hot(category, options_.clusters).to(torch::kFloat32); }

std::pair<Tensor, Tensor> CategoryVae::given_category(const Tensor& x, const Tensor& y, assay::Stream& noise) const {
  const Gaussian q = code(x, y);
  const Gaussian p = prior(y);
  const Tensor z = q.sample(noise);
  const Tensor code_kl = code_divergence(q, p, z);
  return {error(repeated(x, y.size(0)), decode(y, z)), code_kl};
}

Tensor CategoryVae::code_divergence(const Gaussian& q, const Gaussian& p, const Tensor& z) const {
  return assay::gaussian_log_density(z, q.mean, q.log_variance) - assay::gaussian_log_density(z, p.mean, p.log_variance);
}

std::pair<Tensor, Tensor> CategoryVae::expected_terms(const Tensor& x, const Tensor& logits, const Step& step) const {
  if (options_.estimator == "gumbel") {
    const double temperature = options_.temperature.at(step.epoch);
    return given_category(x, assay::gumbel_softmax(logits, step.noise.gumbel(logits.sizes()), temperature), step.noise);
  }
  const std::int64_t batch = x.size(0);
  const Tensor categories = torch::eye(options_.clusters, x.options()).repeat({batch, 1});
  const auto [error, code_kl] = given_category(x, categories, step.noise);
  return {expectation(logits, error.view({batch, -1})), expectation(logits, code_kl.view({batch, -1}))};
}

Tensor CategoryVae::drawn(const Tensor& x, assay::Stream& noise) const { return baselines::drawn(x, options_.binarize, noise); }

Losses CategoryVae::losses(const Step& step) { return unlabeled_losses(drawn(step.x, step.noise), step); }

Losses CategoryVae::unlabeled_losses(const Tensor& x, const Step& step) const {
  const Tensor logits_of_y = logits(x);
  const auto [error, code_kl] = expected_terms(x, logits_of_y, step);
  const Tensor reconstruction = error.mean();
  const Tensor divergence = code_kl.mean();
  const Tensor categorical_kl = assay::categorical_kl(logits_of_y).mean();
  return {reconstruction + divergence + categorical_kl, {reconstruction, divergence, categorical_kl}};
}

Tensor CategoryVae::responsibilities(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return torch::softmax(logits(input(x)), 1);
}

Tensor CategoryVae::embed(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  const Tensor seen = input(x);
  return code(seen, most_probable(seen)).mean;
}

Tensor CategoryVae::reconstruct(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  const Tensor seen = input(x);
  const Tensor y = most_probable(seen);
  return expected(decode(y, code(seen, y).mean));
}

Tensor CategoryVae::generate(const Tensor& category, const Tensor& style) {
  const torch::NoGradGuard no_grad;
  const Tensor y = one_hot(category);
  const Gaussian p = prior(y);
  return expected(decode(y, assay::gaussian_sample(p.mean, p.log_variance, style)));
}

Tensor CategoryVae::style(const Tensor& x) {
  const torch::NoGradGuard no_grad;
  const Tensor seen = input(x);
  const Tensor y = most_probable(seen);
  const Gaussian p = prior(y);
  return (code(seen, y).mean - p.mean) * (-0.5 * p.log_variance).exp();
}

}  // namespace baselines
