#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct Options {
  double delta = 1.0;

  static constexpr auto fields = assay::fields(assay::field("delta", &Options::delta, "error at which the square turns into a line").above(0.0));
};

/// Huber 1964: ½e² up to |e| = δ, δ(|e| − ½δ) beyond; summed over dimensions, averaged over the batch.
class @Class@ final : public assay::ReconstructionLoss {
 public:
  @Class@(const Options& options, assay::BuildContext& /*context*/) : delta_(options.delta) {}

  assay::OutputFunction output_function() const override { return assay::OutputFunction::identity; }
  Tensor value(const Tensor& x, const Tensor& output) const override {
    const Tensor error = (output - x).abs();
    const Tensor small = error.clamp_max(delta_);
    return (small * (error - 0.5 * small)).sum(1).mean();
  }

 private:
  double delta_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<@Class@, Options>("@name@", "Huber's loss, summed over dimensions"));
