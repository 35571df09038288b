#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "labeled_batches.hpp"

namespace baselines {

/// Options of models that learn from few labeled samples and many unlabeled ones.
struct SupervisionOptions {
  std::int64_t labeled_batch = 100;
  std::string unlabeled = "complement";
  std::string balance = "proportional";
  double alpha = 0.1;
  double weight_prior = 0.0;

  static constexpr auto fields = assay::fields(
      assay::field("labeled_batch", &SupervisionOptions::labeled_batch, "labeled samples per step, besides the 'batch' unlabeled ones")
          .in(1, 1000000),
      assay::field("unlabeled", &SupervisionOptions::unlabeled, "what the unlabeled samples are: the complement of the labeled ones, or all")
          .one_of("complement", "all"),
      assay::field(
          "balance", &SupervisionOptions::balance,
          "how the parts are weighed; proportional: every sample of a step counts the same; dataset: every sample of the data set does, however "
          "often a step has it; average: labeled and unlabeled part count the same, and alpha is multiplied by the number of samples per label")
          .one_of("proportional", "dataset", "average"),
      assay::field("alpha", &SupervisionOptions::alpha, "factor of the classifier's cross-entropy on the labeled samples").at_least(0.0),
      assay::field("weight_prior", &SupervisionOptions::weight_prior, "precision of a Gaussian prior on all weights, per sample; 0: none")
          .at_least(0.0));
};

/// Factors of the three parts of a semi-supervised objective, which are means over the labeled or the unlabeled samples of a step.
struct Shares {
  double labeled = 0.0;     ///< of L(x, y)
  double unlabeled = 0.0;   ///< of U(x)
  double classifier = 0.0;  ///< of −ln q(y | x) of the labeled samples
};

/// How many samples there are, in a step or in all.
struct Counts {
  std::int64_t labeled = 0;
  std::int64_t unlabeled = 0;

  [[nodiscard]] std::int64_t all() const { return labeled + unlabeled; }
};

/// "proportional": every sample of the step counts the same and the classifier has the factor α, whatever the number of labels (Kingma et al. 2014,
/// eq. 9, per sample, where a step has the labeled and unlabeled share of the data set). "dataset": the same objective for steps of any shares: the
/// few labeled samples, which such steps see again and again, are not over-weighted. "average": either mean has the factor 1 and the classifier α N /
/// N_l, so that the labels, few as they are, weigh as much as all of the rest (Maaløe et al. 2016).
Shares shares(const std::string& balance, double alpha, const Counts& step, const Counts& total);

/// Labeled and unlabeled samples of a fit, and how they are weighed.
class Supervision {
 public:
  /// `data`: what the method is told of its data; without labeled samples there is nothing to supervise.
  Supervision(SupervisionOptions options, const assay::DatasetInfo& data);

  [[nodiscard]] bool is_told() const { return total_.labeled > 0; }
  /// To be called before the first step of every epoch: a new order of the labeled samples, drawn from the host stream "labeled".
  void begin_epoch(const Tensor& x, assay::FitContext& context);
  /// The rows that an epoch passes over; undefined: all. See EpochBaseline.
  [[nodiscard]] const Tensor& epoch_rows() const { return rows_; }
  /// The labeled samples of a step.
  LabeledBatch next() { return labeled_->next(options_.labeled_batch); }
  /// The factors in a step of so many unlabeled samples.
  [[nodiscard]] Shares factors(std::int64_t unlabeled) const;
  /// Adam with the prior on the weights.
  [[nodiscard]] std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const;

 private:
  SupervisionOptions options_;
  Counts total_;
  Tensor rows_;
  std::optional<LabeledBatches> labeled_;
};

}  // namespace baselines
