#include <torch/utils.h>

#include <assay/plugin.hpp>

#include "objective.hpp"

namespace {

using assay::Tensor;

struct LogisticRegressionOptions {
  double ridge = 1e-3;
  std::int64_t max_evaluations = 500;
  double min_std = 1e-6;

  static constexpr auto fields = assay::fields(
      assay::field("ridge", &LogisticRegressionOptions::ridge, "factor of the squared norm of the weights, biases apart").above(0.0),
      assay::field("max_evaluations", &LogisticRegressionOptions::max_evaluations, "most evaluations of the objective").in(1, 1000000),
      assay::field("min_std", &LogisticRegressionOptions::min_std,
                   "dimensions whose standard deviation is not above this are left out: to be brought to 1, what hardly varies is blown up")
          .at_least(1e-12));

  static constexpr auto needs = assay::needs(assay::need("labels", "the samples whose classes are told"));
};

/// Multinomial logistic regression on the labeled samples, whose dimensions are brought to mean 0 and variance 1 by what all training samples are;
/// those that hardly vary are left out. Works on the CPU.
class LogisticRegression final : public assay::Baseline, public assay::Classifies {
 public:
  LogisticRegression(const LogisticRegressionOptions& options, assay::BuildContext& context)
      : options_(options), classes_(context.dataset().classes) {}

  void fit(const Tensor& x, assay::FitContext& context) override {
    if (weights_.defined()) return;
    const assay::LabeledSamples& labels = *context.labels();
    mean_ = x.mean(0).to(torch::kCPU, torch::kFloat64);
    const Tensor deviation = x.std(0, /*unbiased=*/false).to(torch::kCPU, torch::kFloat64);
    scale_ = torch::where(deviation > options_.min_std, 1.0 / deviation, torch::zeros_like(deviation));
    const Tensor inputs = standardised(x.index_select(0, labels.rows));
    const Tensor classes = labels.classes.to(torch::kCPU);
    const auto slope = [&](const Tensor& w) { return assay::baseline_logistic_regression::objective(inputs, classes, options_.ridge, w); };
    weights_ = plugin_common::minimise(slope, torch::zeros({classes_, inputs.size(1)}, torch::kFloat64), {options_.max_evaluations});
    static_cast<void>(context.end_of_round(1));
  }

  void save(assay::StateDict& state) const override {
    state.put("weights", weights_);
    state.put("mean", mean_);
    state.put("scale", scale_);
  }
  void restore(const assay::StateDict& state) override {
    weights_ = state.get("weights").to(torch::kCPU);
    mean_ = state.get("mean").to(torch::kCPU);
    scale_ = state.get("scale").to(torch::kCPU);
  }

  Tensor class_probabilities(const Tensor& x) override { return torch::softmax(standardised(x).mm(weights_.t()), 1).to(x.device(), torch::kFloat32); }

 private:
  /// [B, d] → [B, d + 1] float64 on the CPU, the last column 1.
  [[nodiscard]] Tensor standardised(const Tensor& x) const {
    const Tensor values = (x.to(torch::kCPU, torch::kFloat64) - mean_) * scale_;
    return torch::cat({values, torch::ones({x.size(0), 1}, torch::kFloat64)}, 1);
  }

  LogisticRegressionOptions options_;
  std::int64_t classes_;
  Tensor weights_;  ///< [K, d + 1]
  Tensor mean_;     ///< [d]
  Tensor scale_;    ///< [d], 1/σ, 0 for dimensions that are left out
};

}  // namespace

ASSAY_PLUGIN(assay::component<LogisticRegression, LogisticRegressionOptions>("logistic_regression",
                                                                             "multinomial logistic regression on the labeled samples"));
