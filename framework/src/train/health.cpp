#include "train/health.hpp"

#include <cmath>
#include <utility>

#include <torch/types.h>

namespace assay::train {
namespace {

constexpr double active_variance = 0.01;
constexpr double used_share = 0.1;  // of 1/K

}  // namespace

LatentHealth::LatentHealth(std::string name, LatentFamily family, std::int64_t width) : name_(std::move(name)), family_(family), width_(width) {
  clear();
}

void LatentHealth::declare(Recorder& recorder) const {
  if (family_ == LatentFamily::deterministic) return;
  const auto declare = [&](const char* quantity, const char* help, const char* unit) {
    recorder.declare(name_ + "." + quantity, Cadence::eval, help, unit);
  };
  declare("kl", "KL divergence of the posterior from the prior, mean over all samples", "nat");
  if (family_ == LatentFamily::gaussian) {
    declare("active_units", "dimensions whose posterior mean varies over the samples (variance above 0.01)", "1");
    return;
  }
  declare("entropy", "entropy of q(c|x), mean over all samples; ln K when the category is ignored", "nat");
  declare("marginal_entropy", "entropy of the mean of q(c|x) over all samples; 0 when one cluster took all", "nat");
  declare("smallest_share", "share of the samples in the smallest cluster", "1");
  declare("largest_share", "share of the samples in the largest cluster", "1");
  declare("used_clusters", "clusters with at least a tenth of an equal share", "1");
}

void LatentHealth::clear() {
  count_ = 0.0;
  for (Tensor* sum : {&kl_, &entropy_, &sums_, &squares_, &members_}) *sum = Tensor();
}

void LatentHealth::add(const Tensor& kl, const Tensor& code) {
  if (family_ == LatentFamily::deterministic) return;
  const auto accumulate = [](Tensor& sum, const Tensor& part) { sum = sum.defined() ? sum.add_(part) : part.clone(); };
  count_ += static_cast<double>(code.size(0));
  accumulate(kl_, kl.sum(torch::kFloat64));
  accumulate(sums_, code.sum(0, false, torch::kFloat64));
  if (family_ == LatentFamily::gaussian) {
    accumulate(squares_, code.square().sum(0, false, torch::kFloat64));
    return;
  }
  accumulate(entropy_, torch::xlogy(code, code).sum(torch::kFloat64).neg_());
  accumulate(members_, torch::bincount(code.argmax(1).to(torch::kCPU), {}, width_).to(torch::kFloat64));  // not deterministic on every device
}

void LatentHealth::add_categorical_values(std::vector<std::pair<std::string, double>>& out) const {
  const Tensor marginal = sums_.div(count_);
  const Tensor share = members_.div(count_);
  out.emplace_back(name_ + ".entropy", entropy_.item<double>() / count_);
  out.emplace_back(name_ + ".marginal_entropy", -torch::xlogy(marginal, marginal).sum().item<double>());
  out.emplace_back(name_ + ".smallest_share", share.min().item<double>());
  out.emplace_back(name_ + ".largest_share", share.max().item<double>());
  out.emplace_back(name_ + ".used_clusters", share.ge(used_share / static_cast<double>(width_)).sum().item<double>());
}

std::vector<std::pair<std::string, double>> LatentHealth::values() const {
  std::vector<std::pair<std::string, double>> out;
  if (count_ == 0.0) return out;
  out.emplace_back(name_ + ".kl", kl_.item<double>() / count_);
  if (family_ == LatentFamily::gaussian) {
    const Tensor variance = squares_.div(count_).sub_(sums_.div(count_).square_());
    out.emplace_back(name_ + ".active_units", variance.gt(active_variance).sum().item<double>());
  } else {
    add_categorical_values(out);
  }
  return out;
}

}  // namespace assay::train
