#include <assay/plugin.hpp>

#include "calibration.hpp"

namespace {

using assay::Tensor;

/// A measure of predicted class probabilities on the samples that training did not see.
class ClassMetric : public assay::Metric {
 public:
  assay::MetricNeeds needs() const override {
    assay::MetricNeeds needs;
    needs.assignments = false;
    needs.labels = needs.probabilities = needs.split = true;
    return needs;
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const final {
    const Tensor measured = rows(inputs);
    return {value(inputs.probabilities.index_select(0, measured), inputs.labels.index_select(0, measured))};
  }

 protected:
  static double error(const Tensor& probabilities, const Tensor& labels) {
    return probabilities.argmax(1).ne(labels).to(torch::kFloat64).mean().item<double>();
  }

 private:
  [[nodiscard]] virtual Tensor rows(const assay::MetricInputs& inputs) const { return inputs.split.eq(1).nonzero().squeeze(1); }
  /// Of probabilities [M, C] and labels [M].
  [[nodiscard]] virtual double value(const Tensor& probabilities, const Tensor& labels) const = 0;
};

class Error final : public ClassMetric {
 public:
  Error(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"error", "share of test samples whose most probable class is not theirs", 0.0, 1.0, false}};
  }

 private:
  double value(const Tensor& probabilities, const Tensor& labels) const override { return error(probabilities, labels); }
};

class Accuracy final : public ClassMetric {
 public:
  Accuracy(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}
  std::vector<assay::MetricOutput> outputs() const override { return {{"accuracy", "share of test samples whose most probable class is theirs"}}; }

 private:
  double value(const Tensor& probabilities, const Tensor& labels) const override { return 1.0 - error(probabilities, labels); }
};

/// What a model may be chosen by: the error on samples that no method was trained on, without a look at the test part.
class ValidationError final : public ClassMetric {
 public:
  ValidationError(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}
  assay::MetricNeeds needs() const override {
    assay::MetricNeeds needs = ClassMetric::needs();
    needs.split = false;
    needs.validation = true;
    return needs;
  }
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"validation_error", "share of validation samples whose most probable class is not theirs", 0.0, 1.0, false}};
  }

 private:
  Tensor rows(const assay::MetricInputs& inputs) const override { return inputs.validation; }
  double value(const Tensor& probabilities, const Tensor& labels) const override { return error(probabilities, labels); }
};

struct CalibrationOptions {
  std::int64_t bins = 15;

  static constexpr auto fields = assay::fields(assay::field("bins", &CalibrationOptions::bins, "equally wide bins of the confidence").in(1, 10000));
};

class Ece final : public ClassMetric {
 public:
  Ece(const CalibrationOptions& options, assay::BuildContext& /*context*/) : bins_(options.bins) {}
  std::vector<assay::MetricOutput> outputs() const override {
    return {{"ece", "expected calibration error on the test samples: how far confidence and accuracy are apart", 0.0, 1.0, false}};
  }

 private:
  double value(const Tensor& probabilities, const Tensor& labels) const override {
    return assay::metric_classification::expected_calibration_error(probabilities, labels, bins_);
  }

  std::int64_t bins_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Error>("error", "classification error on the test part"),
             assay::component<Accuracy>("accuracy", "classification accuracy on the test part"),
             assay::component<ValidationError>("validation_error", "classification error on the samples that [labels] sets aside for validation"),
             assay::component<Ece, CalibrationOptions>("ece", "expected calibration error on the test part"));
