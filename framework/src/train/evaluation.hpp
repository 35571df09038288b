#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/tensor.hpp"
#include "assay/core/value.hpp"
#include "assay/kinds/metric.hpp"
#include "base/settings.hpp"
#include "host/registry.hpp"
#include "record/array.hpp"
#include "train/observation.hpp"
#include "train/trial_session.hpp"

namespace assay::train {

/// A metric with its name in the spec.
struct MetricPart {
  std::string use;
  host::Owned<Metric> metric;
};

/// The metrics that [evaluate] names. Throws SpecError "spec.duplicate-metric" when two would write the same series.
std::vector<MetricPart> create_metrics(const Value& evaluate, const host::Registry& registry, BuildContext& context);

/// The classes and parts of all samples, for metrics only.
struct Labels {
  Tensor values;  ///< [N] int64 on the CPU, or undefined
  std::int64_t classes = 0;
  Tensor split;       ///< [N] uint8: 0 training part, 1 test part; undefined: all for training
  Tensor validation;  ///< [M] int64, rows set aside for the choice of a model; undefined or empty: none
};

/// [evaluate] without the metrics.
EvaluateOptions evaluate_options(const Value& evaluate);

/// Measures a model while it trains: metrics, health series, embeddings. Labels come this far and no further.
class Evaluation {
 public:
  /// `last` is the last epoch, 0 when unknown.
  Evaluation(EvaluateOptions options, std::vector<MetricPart> metrics, Labels labels, Observe observe, TrialSession& session, std::int64_t last);

  /// Declares the series of the metrics.
  void declare();
  /// After epoch `epoch` (or round): evaluates when due, and keeps the embedding where one is asked for.
  void after(std::int64_t epoch);
  /// Evaluates whatever `every` says.
  void evaluate(std::int64_t epoch);
  /// The model's last assignments and predictions, confusion of either with the labels, and the labels.
  [[nodiscard]] std::vector<record::Array> artifacts();
  [[nodiscard]] std::int64_t last_evaluated() const { return last_evaluated_; }
  void set_last_evaluated(std::int64_t epoch) { last_evaluated_ = epoch; }
  /// Names of the numbers that the metrics report, in order.
  [[nodiscard]] std::vector<std::string> metric_names() const;

 private:
  static Wanted wanted_at_end();
  [[nodiscard]] Wanted wanted_by_metrics() const;
  [[nodiscard]] bool embeds_at(std::int64_t epoch) const;
  void run(std::int64_t epoch, bool measure);
  void measure(const MetricPart& part, const Observation& observation);
  void add_predictions(std::vector<record::Array>& arrays) const;
  void skip_once(const std::string& use, const char* code, const std::string& why);

  EvaluateOptions options_;
  std::vector<MetricPart> metrics_;
  Labels labels_;
  Observe observe_;
  TrialSession& session_;
  std::int64_t last_;
  std::int64_t last_evaluated_ = 0;
  std::vector<std::string> skipped_;
  Observation latest_;
  std::int64_t latest_epoch_ = 0;
};

}  // namespace assay::train
