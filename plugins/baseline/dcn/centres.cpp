#include "centres.hpp"

namespace dcn {

Centres::Centres(const Tensor& centres)
    : values_(centres.to(torch::kCPU, torch::kFloat64).contiguous().clone()), counts_(torch::full({centres.size(0)}, first_count, torch::kInt64)) {}

Tensor Centres::nearest(const Tensor& z) const {
  const Tensor codes = z.to(torch::kCPU, torch::kFloat64);
  return (values_.square().sum(1).unsqueeze(0) - 2.0 * codes.mm(values_.t())).argmin(1);
}

Tensor Centres::follow(const Tensor& z) {
  const Tensor codes = z.to(torch::kCPU, torch::kFloat64).contiguous();
  Tensor assigned = nearest(codes);
  const std::int64_t width = codes.size(1);
  for (std::int64_t i = 0; i < codes.size(0); ++i) {
    const std::int64_t k = assigned.data_ptr<std::int64_t>()[i];
    const double rate = 1.0 / static_cast<double>(++counts_.data_ptr<std::int64_t>()[k]);
    double* centre = values_.data_ptr<double>() + k * width;
    const double* code = codes.data_ptr<double>() + i * width;
    for (std::int64_t d = 0; d < width; ++d) centre[d] += rate * (code[d] - centre[d]);
  }
  return assigned;
}

void Centres::move_to(const Tensor& centres) { values_.copy_(centres); }

void Centres::reset(std::int64_t k, const Tensor& code) {
  values_.select(0, k).copy_(code);
  counts_[k] = first_count;
}

void Centres::save(assay::StateDict& state) const {
  state.put("centres", values_.clone());
  state.put("counts", counts_.clone());
}

void Centres::restore(const assay::StateDict& state) {
  values_ = state.get("centres").to(torch::kCPU).clone();
  counts_ = state.get("counts").to(torch::kCPU).clone();
}

}  // namespace dcn
