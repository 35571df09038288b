#include "train/observation.hpp"

#include <utility>

#include <torch/types.h>

#include "assay/nn/batches.hpp"

namespace assay::train {
namespace {

Tensor on_cpu(const Tensor& rows) { return rows.to(torch::kCPU, torch::kFloat32); }

/// Gathers the clusters of all samples.
class Clustering {
 public:
  Clustering(std::int64_t count, const Wanted& wanted) : soft_(wanted.responsibilities), assignments_(count), responsibilities_(count) {}

  /// `responsibilities`: [B, K].
  void add(const Tensor& responsibilities) {
    assignments_.add(responsibilities.argmax(1).to(torch::kCPU));
    if (soft_) responsibilities_.add(on_cpu(responsibilities));
  }
  void put_into(Observation& observation, const Assigns& assigns) const {
    observation.clusters = assigns.clusters();
    observation.noise = assigns.noise_cluster();
    observation.assignments = assignments_.all();
    observation.responsibilities = responsibilities_.all();
  }

 private:
  bool soft_;
  Rows assignments_;
  Rows responsibilities_;
};

}  // namespace

ModelObserver::ModelObserver(ComposedModel& model, Tensor x, std::int64_t batch) : model_(model), x_(std::move(x)), batch_(batch) {
  const Composition& composition = model.composition();
  for (const auto& part : composition.latents) health_.emplace_back(part.name, part.latent->family(), composition.code_width(part));
}

void ModelObserver::declare(Recorder& recorder) const {
  for (const auto& health : health_) health.declare(recorder);
}

Observation ModelObserver::operator()(const Wanted& wanted) {
  model_.set_training(false);
  for (auto& health : health_) health.clear();
  Clustering clustering(x_.size(0), wanted);
  Rows features(x_.size(0));
  for_each_block(x_, batch_, [&](const Tensor& x) {
    const Posterior posterior = model_.infer(x);
    if (wanted.features) features.add(on_cpu(posterior.features));
    for (std::size_t i = 0; i < health_.size(); ++i) {
      const Tensor code = model_.code(i, posterior);
      health_[i].add(model_.composition().latents[i].latent->kl(posterior.parameters[i]), code);
      if (static_cast<std::int64_t>(i) == model_.assigning_latent()) clustering.add(code);
    }
  });
  Observation observation;
  if (const Assigns* assigns = model_.capabilities().assigns) clustering.put_into(observation, *assigns);
  observation.features = features.all();
  for (const auto& health : health_) {
    for (auto& value : health.values()) observation.health.push_back(std::move(value));
  }
  return observation;
}

Observation observe(const Capabilities& capabilities, const Tensor& x, std::int64_t batch, const Wanted& wanted) {
  Clustering clustering(x.size(0), wanted);
  Rows features(x.size(0));
  Rows probabilities(x.size(0));
  for_each_block(x, batch, [&](const Tensor& part) {
    if (capabilities.assigns != nullptr) clustering.add(capabilities.assigns->responsibilities(part));
    if (wanted.features && capabilities.embeds != nullptr) features.add(on_cpu(capabilities.embeds->embed(part)));
    if (wanted.probabilities && capabilities.classifies != nullptr) probabilities.add(on_cpu(capabilities.classifies->class_probabilities(part)));
  });
  Observation observation;
  if (capabilities.assigns != nullptr) clustering.put_into(observation, *capabilities.assigns);
  observation.features = features.all();
  observation.probabilities = probabilities.all();
  return observation;
}

}  // namespace assay::train
