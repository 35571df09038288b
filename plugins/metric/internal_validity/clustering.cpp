#include "clustering.hpp"

namespace assay::metric_internal_validity {
namespace {

/// The same samples every time, so that values of different epochs and trials compare.
Tensor fixed_choice(std::int64_t count, std::int64_t sample) {
  Stream stream(stream_seed(0, "silhouette"), c10::Device(c10::DeviceType::CPU));
  return stream.permutation(count).narrow(0, 0, sample);
}

}  // namespace

Clustering clustering(const Tensor& features, const Tensor& assignments, std::int64_t sample) {
  const bool choose = sample > 0 && sample < features.size(0);
  const Tensor choice = choose ? fixed_choice(features.size(0), sample) : Tensor();
  Clustering out;
  out.x = (choose ? features.index_select(0, choice) : features).to(torch::kFloat64);
  const Tensor assigned = choose ? assignments.index_select(0, choice) : assignments;
  const Tensor sizes = assigned.bincount();
  const Tensor used = sizes.gt(0);
  out.member = (used.to(torch::kInt64).cumsum(0) - 1).index_select(0, assigned);
  out.sizes = sizes.masked_select(used).to(torch::kFloat64);
  out.count = out.sizes.numel();
  return out;
}

Tensor centroids(const Clustering& clustering) {
  const Tensor sums = torch::zeros({clustering.count, clustering.x.size(1)}, torch::kFloat64).index_add(0, clustering.member, clustering.x);
  return sums / clustering.sizes.unsqueeze(1);
}

Tensor distances(const Tensor& a, const Tensor& b) {
  const Tensor squared = a.square().sum(1).unsqueeze(1) + b.square().sum(1).unsqueeze(0) - 2.0 * a.mm(b.t());
  return squared.clamp_min(0.0).sqrt();
}

}  // namespace assay::metric_internal_validity
