#include <algorithm>
#include <string>
#include <utility>

#include <torch/utils.h>

#include "../common/labeled_batches.hpp"
#include "feature_map.hpp"
#include "objective.hpp"
#include "switching.hpp"

namespace {

using assay::Tensor;
using assay::baseline_tsvm::FeatureMap;
using assay::baseline_tsvm::Problem;

struct TsvmOptions {
  std::string kernel = "random_fourier";
  std::int64_t random_features = 2000;
  double kernel_width = 1.25;
  std::string solver = "smooth";
  double ridge = 1e-3;
  double unlabeled_weight = 0.3;
  std::int64_t unlabeled_samples = 20000;
  std::int64_t max_evaluations = 500;

  static constexpr auto fields = assay::fields(
      assay::field("kernel", &TsvmOptions::kernel, "linear, or random_fourier: features that approach a Gaussian kernel")
          .one_of("linear", "random_fourier"),
      assay::field("random_features", &TsvmOptions::random_features, "number of random Fourier features").in(1, 100000),
      assay::field("kernel_width", &TsvmOptions::kernel_width, "c: the kernel is exp(-g d2) with g = c / (2 sum of the dimensions' variances)")
          .above(0.0),
      assay::field(
          "solver", &TsvmOptions::solver,
          "smooth: a penalty that falls with the distance from the boundary; switching: signs of unlabeled samples that swap in pairs, which keeps "
          "the shares of the classes")
          .one_of("smooth", "switching"),
      assay::field("ridge", &TsvmOptions::ridge, "factor of the squared norm of the weights").above(0.0),
      assay::field("unlabeled_weight", &TsvmOptions::unlabeled_weight,
                   "factor of the term that keeps the boundary away from unlabeled samples; 0: a support vector machine on the labeled ones alone")
          .at_least(0.0),
      assay::field("unlabeled_samples", &TsvmOptions::unlabeled_samples, "most unlabeled samples that are used, chosen at random").in(1, 10000000),
      assay::field("max_evaluations", &TsvmOptions::max_evaluations, "most evaluations of the objective in each step of the annealing")
          .in(1, 1000000));

  static constexpr auto needs = assay::needs(assay::need("labels", "the samples whose classes are told"));
};

/// A transductive support vector machine (Joachims 1999), smooth (Chapelle and Zien 2005) or by switching, one class against the rest; the predicted
/// class has the largest score. Classes are taken to be equally frequent among the unlabeled samples, which the machine has to respect: the mean
/// of each class's score over them is fixed. A round is the machine of one class. Works on the CPU.
class Tsvm final : public assay::Baseline, public assay::Classifies {
 public:
  Tsvm(TsvmOptions options, assay::BuildContext& context) : options_(std::move(options)), classes_(context.dataset().classes) {}

  void fit(const Tensor& x, assay::FitContext& context) override {
    const assay::LabeledSamples& labels = *context.labels();
    if (!weights_.defined()) begin(x, labels, context);
    Problem problem;
    problem.labeled = features(x.index_select(0, labels.rows));
    problem.unlabeled = features(x.index_select(0, used_.to(x.device())));
    problem.bias = bias();
    problem.ridge = options_.ridge;
    problem.unlabeled_weight = options_.unlabeled_weight;
    context.expect_rounds(classes_);
    while (classes_done_ < classes_) {
      problem.signs = labels.classes.eq(classes_done_).to(torch::kCPU, torch::kFloat64) * 2.0 - 1.0;
      weights_[classes_done_] = options_.solver == "smooth" ? assay::baseline_tsvm::solve(problem, {options_.max_evaluations})
                                                            : assay::baseline_tsvm::solve_by_switching(problem, {options_.max_evaluations});
      if (!context.end_of_round(++classes_done_)) return;
    }
  }

  void save(assay::StateDict& state) const override {
    map_.save(state);
    state.put("weights", weights_);
    state.put("centre", centre_);
    state.put("used", used_);
    state.put_number("classes_done", static_cast<double>(classes_done_));
  }
  void restore(const assay::StateDict& state) override {
    map_.restore(state);
    weights_ = state.get("weights").to(torch::kCPU);
    centre_ = state.get("centre").to(torch::kCPU);
    used_ = state.get("used").to(torch::kCPU);
    classes_done_ = static_cast<std::int64_t>(state.get_number("classes_done"));
  }

  /// The softmax of the scores: their order is the machine's, their size is not calibrated.
  Tensor class_probabilities(const Tensor& x) override {
    const Tensor scores = features(x).mm(weights_.t()) + bias();
    return torch::softmax(scores, 1).to(x.device(), torch::kFloat32);
  }

 private:
  [[nodiscard]] double bias() const { return 2.0 / static_cast<double>(classes_) - 1.0; }
  /// φ(x) with the mean of the unlabeled samples as origin, float64 on the CPU.
  [[nodiscard]] Tensor features(const Tensor& x) const { return map_(x) - centre_; }

  void begin(const Tensor& x, const assay::LabeledSamples& labels, assay::FitContext& context) {
    const Tensor unlabeled = baselines::unlabeled_rows(x.size(0), labels).to(torch::kCPU);
    const std::int64_t count = std::min(unlabeled.size(0), options_.unlabeled_samples);
    used_ = unlabeled.index_select(0, context.streams().host("subset").permutation(unlabeled.size(0)).narrow(0, 0, count));
    if (options_.kernel == "random_fourier") {
      map_ = FeatureMap::random(x, options_.random_features, options_.kernel_width, context.streams().host("features"));
    }
    centre_ = map_(x.index_select(0, used_.to(x.device()))).mean(0);
    weights_ = torch::zeros({classes_, centre_.size(0)}, torch::kFloat64);
  }

  TsvmOptions options_;
  std::int64_t classes_;
  FeatureMap map_;
  Tensor centre_;   ///< [D]
  Tensor weights_;  ///< [K, D]
  Tensor used_;     ///< int64, rows of the unlabeled samples
  std::int64_t classes_done_ = 0;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Tsvm, TsvmOptions>("tsvm", "transductive support vector machine, one class against the rest"));
