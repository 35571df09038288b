#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

/// The samples themselves as features: what any learned representation is measured against.
class Raw final : public assay::Baseline, public assay::Embeds {
 public:
  Raw(const assay::NoOptions& /*options*/, assay::BuildContext& context) : dimensions_(context.dataset().dimensions()) {}

  void fit(const Tensor& /*x*/, assay::FitContext& context) override {
    if (done_) return;
    done_ = true;
    static_cast<void>(context.end_of_round(1));
  }
  void save(assay::StateDict& state) const override { state.put_number("done", done_ ? 1.0 : 0.0); }
  void restore(const assay::StateDict& state) override { done_ = state.get_number("done") != 0.0; }

  std::int64_t features() const override { return dimensions_; }
  Tensor embed(const Tensor& x) override { return x; }

 private:
  std::int64_t dimensions_;
  bool done_ = false;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Raw>("raw", "no model: the samples themselves are the features"));
