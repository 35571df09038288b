#include "likelihood.hpp"

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

}  // namespace baselines
