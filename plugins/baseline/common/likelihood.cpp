#include "likelihood.hpp"

#include <algorithm>

namespace baselines {

Likelihood::Likelihood(const std::string& name, const assay::DatasetInfo& data) : bernoulli_(name == "bernoulli") {
  if (!bernoulli_ || (data.lowest >= 0.0 && data.highest <= 1.0 && data.lowest < data.highest)) return;
  throw assay::SpecError({"baseline.data-range",
                          "likelihood \"bernoulli\" needs data in [0, 1], which the data here do not promise",
                          {},
                          "use likelihood = \"gaussian\", or scale the data to [0, 1]",
                          {}});
}

Tensor Likelihood::error(const Tensor& x, const Tensor& output) const {
  return bernoulli_ ? assay::bernoulli_log_likelihood(x, output).neg() : (x - output).square().sum(-1);
}

Tensor Likelihood::expected(const Tensor& output) const { return bernoulli_ ? torch::sigmoid(output) : output; }

Tensor drawn(const Tensor& x, bool binarize, assay::Stream& noise) { return binarize ? noise.uniform(x.sizes()).lt(x).to(x.scalar_type()) : x; }

void check_binarize(bool binarize, const std::string& likelihood) {
  if (!binarize || likelihood == "bernoulli") return;
  throw assay::SpecError(
      {"baseline.binarize", "binarize = true is for likelihood = \"bernoulli\" alone", {}, "leave out one of the two options", {}});
}

double warmth(std::int64_t epoch, std::int64_t warm_up) {
  return warm_up == 0 ? 1.0 : std::min(1.0, static_cast<double>(epoch) / static_cast<double>(warm_up));
}

}  // namespace baselines
