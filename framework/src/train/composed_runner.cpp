#include "train/composed_runner.hpp"

#include <utility>

#include <torch/types.h>

#include "assay/options/field.hpp"
#include "train/composed_model.hpp"
#include "train/make_optimizer.hpp"
#include "train/tensor_array.hpp"

namespace assay::train {
namespace {

void add_latent_schedules(const Value& resolved, const Catalog& catalog, std::vector<ScheduledValue>& out) {
  for (const auto& [name, table] : resolved.at("latent").table()) {
    const CatalogEntry* entry = catalog.find("latent", table.at("use").string());
    if (entry == nullptr) continue;
    for (const auto& field : entry->schema.fields) {
      const Value* value = table.find(field.key);
      Schedule schedule;
      if (field.type != FieldType::schedule || value == nullptr || !Schedule::parse(*value, schedule).empty()) continue;
      out.push_back({name + "." + field.key, field.help, schedule});
    }
  }
}

}  // namespace

std::vector<ScheduledValue> scheduled_values(const Value& resolved, const Composition& composition, const Catalog& catalog) {
  std::vector<ScheduledValue> out;
  const auto train = parse_options<TrainOptions>(without(resolved.at("train"), {"optimizer"}));
  out.push_back({"train.lr", "learning rate", train.lr});
  for (const auto& term : composition.losses) {
    if (term.weight.shape != Schedule::Shape::constant) out.push_back({"weight." + term.name, "factor of this term in the objective", term.weight});
  }
  add_latent_schedules(resolved, catalog, out);
  return out;
}

std::optional<TrialResults> run_composed(const RunnerInputs& inputs, TrialSession& session) {
  const Value& resolved = inputs.resolved;
  BuildContext context = inputs.data.context();
  Composition composition = compose(resolved, inputs.registry, context);
  auto scheduled = scheduled_values(resolved, composition, inputs.registry.catalog());
  auto metrics = create_metrics(resolved.at("evaluate"), inputs.registry, context);
  const EvaluateOptions evaluate = evaluate_options(resolved.at("evaluate"));
  const auto options = parse_options<TrainOptions>(without(resolved.at("train"), {"optimizer"}));

  // Weights are drawn on the CPU whatever the device, so that a seed means the same weights everywhere.
  ComposedModel model(std::move(composition), inputs.data.info, session.streams().host("init"), inputs.device);
  const auto optimizer = make_optimizer(resolved.at("train").at("optimizer"), model.parameters());
  ModelObserver observer(model, inputs.x, evaluate.batch);
  Evaluation evaluation(
      evaluate, std::move(metrics), inputs.labels, [&](const Wanted& wanted) { return observer(wanted); }, session, options.epochs);
  Trainer trainer(model, *optimizer, options, std::move(scheduled), inputs.part.of(inputs.x), session, evaluation);
  trainer.declare();
  observer.declare(session.recorder());
  evaluation.declare();
  if (!trainer.run()) return std::nullopt;

  TrialResults results;
  results.metric_names = evaluation.metric_names();
  results.artifacts = evaluation.artifacts();
  for (const auto& tensors : {model.parameters(), model.buffers()}) {
    for (const auto& [name, tensor] : tensors) results.weights.push_back(to_array(name, tensor));
  }
  return results;
}

}  // namespace assay::train
