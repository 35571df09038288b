#include "supervision.hpp"

#include <utility>

namespace baselines {
namespace {

double ratio(std::int64_t part, std::int64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

}  // namespace

Shares shares(const std::string& balance, double alpha, const Counts& step, const Counts& total) {
  if (balance == "average") return {1.0, 1.0, alpha * ratio(total.all(), total.labeled)};
  if (balance == "dataset") return {ratio(total.labeled, total.all()), ratio(total.unlabeled, total.all()), alpha};
  return {ratio(step.labeled, step.all()), ratio(step.unlabeled, step.all()), alpha};
}

Supervision::Supervision(SupervisionOptions options, const assay::DatasetInfo& data)
    : options_(std::move(options)), total_{data.labeled, data.count - data.labeled} {}

void Supervision::begin_epoch(const Tensor& x, assay::FitContext& context) {
  if (!is_told()) return;
  const assay::LabeledSamples& labels = *context.labels();
  labeled_.emplace(x, labels, context.streams().host("labeled"));
  if (options_.unlabeled == "complement" && !rows_.defined()) rows_ = unlabeled_rows(x.size(0), labels);
}

Shares Supervision::factors(std::int64_t unlabeled) const {
  return shares(options_.balance, options_.alpha, {options_.labeled_batch, unlabeled}, total_);
}

std::unique_ptr<assay::Optimizer> Supervision::make_optimizer(const assay::NamedTensors& parameters) const {
  assay::AdamOptions adam;
  if (options_.weight_prior > 0.0) adam.weight_decay = options_.weight_prior / static_cast<double>(total_.all());  // the gradient of ‖W‖²/2N
  return assay::make_adam(adam, parameters);
}

}  // namespace baselines
