#include "train/evaluation.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "train/composition.hpp"
#include "train/tensor_array.hpp"

namespace assay::train {
namespace {

/// [K, C] int64: samples of cluster (or predicted class) k with label c.
Tensor confusion(const Tensor& assignments, const Tensor& labels, std::int64_t clusters, std::int64_t classes) {
  return torch::bincount(assignments.mul(classes).add_(labels), {}, clusters * classes).view({clusters, classes});
}

bool has_both_parts(const Tensor& split) { return split.defined() && split.min().item<int>() == 0 && split.max().item<int>() == 1; }

bool has_validation(const Labels& labels) { return labels.validation.defined() && labels.validation.numel() > 0; }

record::Array described(record::Array array, std::vector<std::string> dimensions, std::string help) {
  array.dimensions = std::move(dimensions);
  array.help = std::move(help);
  array.unit = "1";
  return array;
}

}  // namespace

EvaluateOptions evaluate_options(const Value& evaluate) { return parse_options<EvaluateOptions>(without(evaluate, {"metrics"})); }

std::vector<MetricPart> create_metrics(const Value& evaluate, const host::Registry& registry, BuildContext& context) {
  std::vector<MetricPart> metrics;
  const Value* tables = evaluate.find("metrics");
  if (tables == nullptr) return metrics;
  std::vector<std::string> names;
  for (const auto& table : tables->array()) {
    MetricPart part{table.at("use").string(), registry.create<Metric>(table, context)};
    for (const auto& output : part.metric->outputs()) {
      if (std::find(names.begin(), names.end(), output.name) != names.end()) {
        throw SpecError({"spec.duplicate-metric",
                         fmt::format("metric '{}' reports '{}', which another metric reports too", part.use, output.name),
                         {},
                         "give each metric once",
                         {}});
      }
      names.push_back(output.name);
    }
    metrics.push_back(std::move(part));
  }
  return metrics;
}

Evaluation::Evaluation(EvaluateOptions options, std::vector<MetricPart> metrics, Labels labels, Observe observe, TrialSession& session,
                       std::int64_t last)
    : options_(std::move(options)),
      metrics_(std::move(metrics)),
      labels_(std::move(labels)),
      observe_(std::move(observe)),
      session_(session),
      last_(last) {}

void Evaluation::declare() {
  for (const auto& part : metrics_) {
    for (const auto& output : part.metric->outputs()) session_.recorder().declare(output.name, Cadence::eval, output.help, "1");
  }
}

std::vector<std::string> Evaluation::metric_names() const {
  std::vector<std::string> names;
  for (const auto& part : metrics_) {
    for (const auto& output : part.metric->outputs()) names.push_back(output.name);
  }
  return names;
}

Wanted Evaluation::wanted_at_end() {
  Wanted wanted;
  wanted.probabilities = true;  // predictions are part of the result
  return wanted;
}

Wanted Evaluation::wanted_by_metrics() const {
  Wanted wanted = wanted_at_end();  // any evaluation may be the last
  for (const auto& part : metrics_) {
    const MetricNeeds needs = part.metric->needs();
    wanted.features = wanted.features || needs.features;
    wanted.responsibilities = wanted.responsibilities || needs.responsibilities;
  }
  return wanted;
}

bool Evaluation::embeds_at(std::int64_t epoch) const {
  return std::find(options_.embed_at.begin(), options_.embed_at.end(), epoch) != options_.embed_at.end();
}

void Evaluation::after(std::int64_t epoch) {
  const bool due = epoch % options_.every == 0 || epoch == last_;
  if (due || embeds_at(epoch)) run(epoch, due);
}

void Evaluation::evaluate(std::int64_t epoch) { run(epoch, true); }

void Evaluation::run(std::int64_t epoch, bool measured) {
  const bool embedding = embeds_at(epoch);
  Wanted wanted = measured ? wanted_by_metrics() : Wanted{};
  wanted.features = wanted.features || embedding;
  latest_ = observe_(wanted);
  latest_epoch_ = epoch;
  if (embedding && latest_.features.defined()) {
    session_.keep(described(to_array(fmt::format("embedding/epoch_{:04}", epoch), latest_.features), {"sample", "feature"},
                            fmt::format("feature representation of every sample after epoch {}", epoch)));
  } else if (embedding) {
    skip_once("embedding", "evaluate.no-features", "the model has no feature representation to store");
  }
  if (!measured) return;
  for (const auto& [name, value] : latest_.health) session_.recorder().record(name, value);
  for (const auto& part : metrics_) measure(part, latest_);
  session_.recorder().commit(Cadence::eval, epoch);
  last_evaluated_ = epoch;
}

void Evaluation::measure(const MetricPart& part, const Observation& observation) {
  const MetricNeeds needs = part.metric->needs();
  const auto outputs = part.metric->outputs();
  std::vector<double> values(outputs.size(), std::numeric_limits<double>::quiet_NaN());
  if ((needs.assignments || needs.responsibilities) && !observation.assignments.defined()) {
    skip_once(part.use, "evaluate.no-assignments", "the model assigns no clusters");
  } else if (needs.labels && !labels_.values.defined()) {
    skip_once(part.use, "evaluate.no-labels", "the data set has no labels");
  } else if (needs.features && !observation.features.defined()) {
    skip_once(part.use, "evaluate.no-features", "the model has no feature representation");
  } else if (needs.probabilities && !observation.probabilities.defined()) {
    skip_once(part.use, "evaluate.no-classes", "the model does not classify");
  } else if (needs.validation && !has_validation(labels_)) {
    skip_once(part.use, "evaluate.no-validation", "the trial sets no samples aside for validation");
  } else if (needs.split && !has_both_parts(labels_.split)) {
    skip_once(part.use, "evaluate.no-split", "the data set has no samples for training or none for testing");
  } else {
    MetricInputs inputs;
    inputs.clusters = observation.clusters;
    inputs.assignments = observation.assignments;
    inputs.noise = observation.noise;
    if (needs.labels) inputs.labels = labels_.values;
    if (needs.features) inputs.features = observation.features;
    if (needs.responsibilities) inputs.responsibilities = observation.responsibilities;
    if (needs.probabilities) inputs.probabilities = observation.probabilities;
    if (needs.split) inputs.split = labels_.split;
    if (needs.validation) inputs.validation = labels_.validation;
    values = part.metric->evaluate(inputs);
    if (values.size() != outputs.size()) {
      throw PluginError("metric.wrong-output-count",
                        fmt::format("metric '{}' promises {} numbers but gave {}", part.use, outputs.size(), values.size()));
    }
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) session_.recorder().record(outputs[i].name, values[i]);
}

void Evaluation::skip_once(const std::string& use, const char* code, const std::string& why) {
  const std::string text = fmt::format("'{}' is not measured: {}", use, why);
  if (std::find(skipped_.begin(), skipped_.end(), text) != skipped_.end()) return;
  skipped_.push_back(text);
  session_.recorder().event(EventLevel::warning, code, text);
}

void Evaluation::add_predictions(std::vector<record::Array>& arrays) const {
  const Tensor predicted = latest_.probabilities.argmax(1);
  arrays.push_back(described(to_array("prediction", predicted), {"sample"}, "class that the model predicts for every sample at the end"));
  if (!labels_.values.defined() || !has_both_parts(labels_.split)) return;
  const Tensor test = labels_.split.eq(1).nonzero().squeeze(1);
  const Tensor counts =
      confusion(predicted.index_select(0, test), labels_.values.index_select(0, test), latest_.probabilities.size(1), labels_.classes);
  arrays.push_back(described(to_array("test_confusion", counts), {"predicted", "class"}, "test samples per predicted and true class at the end"));
}

std::vector<record::Array> Evaluation::artifacts() {
  if (latest_epoch_ == 0 || latest_epoch_ != last_evaluated_) latest_ = observe_(wanted_at_end());
  std::vector<record::Array> arrays;
  if (latest_.assignments.defined()) {
    arrays.push_back(described(to_array("assignment", latest_.assignments), {"sample"}, "cluster of every sample at the end"));
    if (labels_.values.defined()) {
      arrays.push_back(described(to_array("confusion", confusion(latest_.assignments, labels_.values, latest_.clusters, labels_.classes)),
                                 {"cluster", "class"}, "samples per cluster and class at the end"));
    }
  }
  if (latest_.probabilities.defined()) add_predictions(arrays);
  if (labels_.values.defined())
    arrays.push_back(described(to_array("labels", labels_.values), {"sample"}, "class of every sample, used by metrics only"));
  for (auto& array : session_.kept()) arrays.push_back(std::move(array));
  return arrays;
}

}  // namespace assay::train
