#include "mixture_prior.hpp"

#include <torch/utils.h>

#include "../common/variational_networks.hpp"

namespace assay::baseline_vade {
namespace {

constexpr double smallest_weight = 1e-6;  // of a component: the logarithm of 0 would make the loss NaN

SpecError does_not_fit(const std::string& why) {
  return SpecError({"vade.init-does-not-fit",
                    "baseline 'vade' cannot start from the result of [stage.init]: " + why,
                    {},
                    "use 'gmm' or 'kmeans' on the features of the pre-trained encoder and with as many clusters",
                    {}});
}

/// `value` as float32, checked to have the shape of `target`.
Tensor fitting(const Tensor& value, const std::string& name, const Tensor& target) {
  if (value.sizes() == target.sizes()) return value.to(target.options().requires_grad(false));
  throw does_not_fit("its '" + name + "' are " + c10::str(value.sizes()) + ", wanted are " + c10::str(target.sizes()));
}

/// [K, d], of components with variances [K, d] or with covariances [K, d, d].
Tensor variances_of(const StateDict& mixture) {
  if (mixture.has("variances")) return mixture.get("variances");
  const Tensor covariances = mixture.get("covariances");
  return covariances.dim() == 3 ? covariances.diagonal(0, 1, 2) : covariances;
}

}  // namespace

MixturePrior::MixturePrior(std::int64_t clusters, std::int64_t width)
    : logits_(register_parameter("logits", torch::zeros({clusters}))),
      means_(register_parameter("means", torch::zeros({clusters, width}))),
      log_variances_(register_parameter("log_variances", torch::zeros({clusters, width}))) {}

void MixturePrior::set(const StateDict& clustering, bool use_weights) {
  const torch::NoGradGuard no_grad;
  if (clustering.has("means") && (clustering.has("variances") || clustering.has("covariances"))) {
    means_.copy_(fitting(clustering.get("means"), "means", means_));
    log_variances_.copy_(baselines::bounded_log_variance(fitting(variances_of(clustering), "variances", log_variances_).log()));
    if (use_weights) logits_.copy_(fitting(clustering.get("weights"), "weights", logits_).clamp_min(smallest_weight).log());
  } else if (clustering.has("centres")) {
    means_.copy_(fitting(clustering.get("centres"), "centres", means_));
  } else {
    throw does_not_fit("it has neither 'means' and variances nor 'centres'");
  }
}

Tensor MixturePrior::log_variances() const { return baselines::bounded_log_variance(log_variances_); }

Tensor MixturePrior::within_variance() const { return log_weights().exp().matmul(log_variances().exp()); }

Tensor MixturePrior::log_responsibilities(const Tensor& z) const {
  return torch::log_softmax(log_weights() + gaussian_log_density(z.unsqueeze(1), means_, log_variances()), 1);
}

Tensor MixturePrior::conditional_kl(const Tensor& mean, const Tensor& log_variance, const Tensor& log_responsibility) const {
  const Tensor kl = gaussian_kl(mean.unsqueeze(1), log_variance.unsqueeze(1), means_, log_variances());
  return (log_responsibility.exp() * kl).sum(1);
}

Tensor MixturePrior::category_kl(const Tensor& log_responsibility) const {
  return (log_responsibility.exp() * (log_responsibility - log_weights())).sum(1);
}

}  // namespace assay::baseline_vade
