#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

/// Negative log-likelihood of data in [0, 1] under Bernoulli outputs, from logits: summed over the D numbers of a sample, averaged over the batch.
class Bce final : public assay::ReconstructionLoss {
 public:
  Bce(const assay::NoOptions& /*options*/, assay::BuildContext& context) {
    const assay::DatasetInfo& data = context.dataset();
    if (data.lowest < 0.0 || data.highest > 1.0 || data.lowest >= data.highest) {
      throw assay::SpecError({"loss.data-range",
                              "loss 'bce' needs data in [0, 1], which this data set does not promise",
                              {},
                              "use loss 'mse', or scale the data to [0, 1]",
                              {}});
    }
  }

  assay::OutputFunction output_function() const override { return assay::OutputFunction::sigmoid; }
  Tensor value(const Tensor& x, const Tensor& output) const override {
    return torch::binary_cross_entropy_with_logits(output, x, {}, {}, at::Reduction::Sum) / static_cast<double>(x.size(0));
  }
};

}  // namespace

ASSAY_PLUGIN(assay::component<Bce>("bce", "binary cross-entropy from logits, summed over dimensions, mean over the batch"));
