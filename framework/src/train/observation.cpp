#include "train/observation.hpp"

#include <utility>

#include <torch/types.h>

#include "assay/nn/batches.hpp"

namespace assay::train {
namespace {

Tensor on_cpu(const Tensor& rows) { return rows.to(torch::kCPU, torch::kFloat32); }

/// Cluster of each row of responsibilities [B, K], on the CPU.
Tensor hard(const Tensor& responsibilities) { return responsibilities.argmax(1).to(torch::kCPU); }

}  // namespace

ModelObserver::ModelObserver(ComposedModel& model, Tensor x, std::int64_t batch) : model_(model), x_(std::move(x)), batch_(batch) {
  const Composition& composition = model.composition();
  for (const auto& part : composition.latents) health_.emplace_back(part.name, part.latent->family(), composition.code_width(part));
}

void ModelObserver::declare(Recorder& recorder) const {
  for (const auto& health : health_) health.declare(recorder);
}

Observation ModelObserver::operator()(bool with_features) {
  model_.set_training(false);
  for (auto& health : health_) health.clear();
  Rows assignments(x_.size(0));
  Rows features(x_.size(0));
  for_each_block(x_, batch_, [&](const Tensor& x) {
    const Posterior posterior = model_.infer(x);
    if (with_features) features.add(on_cpu(posterior.features));
    for (std::size_t i = 0; i < health_.size(); ++i) {
      const Tensor code = model_.code(i, posterior);
      health_[i].add(model_.composition().latents[i].latent->kl(posterior.parameters[i]), code);
      if (static_cast<std::int64_t>(i) == model_.assigning_latent()) assignments.add(hard(code));
    }
  });
  Observation observation;
  if (const Assigns* assigns = model_.capabilities().assigns) observation.clusters = assigns->clusters();
  observation.assignments = assignments.all();
  observation.features = features.all();
  for (const auto& health : health_) {
    for (auto& value : health.values()) observation.health.push_back(std::move(value));
  }
  return observation;
}

Observation observe(const Capabilities& capabilities, const Tensor& x, std::int64_t batch, bool with_features) {
  Rows assignments(x.size(0));
  Rows features(x.size(0));
  for_each_block(x, batch, [&](const Tensor& part) {
    if (capabilities.assigns != nullptr) assignments.add(hard(capabilities.assigns->responsibilities(part)));
    if (with_features && capabilities.embeds != nullptr) features.add(on_cpu(capabilities.embeds->embed(part)));
  });
  Observation observation;
  if (capabilities.assigns != nullptr) {
    observation.clusters = capabilities.assigns->clusters();
    observation.noise = capabilities.assigns->noise_cluster();
  }
  observation.assignments = assignments.all();
  observation.features = features.all();
  return observation;
}

}  // namespace assay::train
