#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct MseOptions {
  std::string reduction = "sum_dim";

  static constexpr auto fields =
      assay::fields(assay::field("reduction", &MseOptions::reduction,
                                 "sum_dim: sum over dimensions, mean over the batch; half_sum: half of that; mean: mean over both")
                        .one_of("sum_dim", "half_sum", "mean"));
};

/// Squared error. The reduction is part of the learning rate: published rates hold for one of them only.
class Mse final : public assay::ReconstructionLoss {
 public:
  Mse(const MseOptions& options, assay::BuildContext& /*context*/) : reduction_(options.reduction) {}

  assay::OutputFunction output_function() const override { return assay::OutputFunction::identity; }
  Tensor value(const Tensor& x, const Tensor& output) const override {
    if (reduction_ == "mean") return torch::mse_loss(output, x, at::Reduction::Mean);
    const auto batch = static_cast<double>(x.size(0));
    return torch::mse_loss(output, x, at::Reduction::Sum) / (reduction_ == "half_sum" ? 2.0 * batch : batch);
  }

 private:
  std::string reduction_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Mse, MseOptions>("mse", "squared error with a named reduction"));
