#include "train/observation.hpp"

#include <algorithm>
#include <utility>

#include <torch/types.h>
#include <torch/utils.h>

namespace assay::train {
namespace {

template <class Function>
void for_each_batch(const Tensor& x, std::int64_t batch, Function function) {
  for (std::int64_t begin = 0; begin < x.size(0); begin += batch) {
    const std::int64_t count = std::min(batch, x.size(0) - begin);
    function(begin, x.narrow(0, begin, count));
  }
}

/// Rows gathered batch by batch into one tensor on the CPU, whose width the first batch decides.
class Rows {
 public:
  Rows(std::int64_t count, torch::ScalarType type) : count_(count), type_(type) {}
  void put(std::int64_t begin, const Tensor& rows) {
    if (!all_.defined()) {
      auto shape = rows.sizes().vec();
      shape[0] = count_;
      all_ = torch::empty(shape, type_);
    }
    all_.narrow(0, begin, rows.size(0)).copy_(rows);
  }
  [[nodiscard]] const Tensor& all() const { return all_; }

 private:
  std::int64_t count_;
  torch::ScalarType type_;
  Tensor all_;
};

}  // namespace

ModelObserver::ModelObserver(ComposedModel& model, Tensor x, std::int64_t batch) : model_(model), x_(std::move(x)), batch_(batch) {
  const Composition& composition = model.composition();
  for (const auto& part : composition.latents) health_.emplace_back(part.name, part.latent->family(), composition.code_width(part));
}

void ModelObserver::declare(Recorder& recorder) const {
  for (const auto& health : health_) health.declare(recorder);
}

Observation ModelObserver::operator()(bool with_features) {
  const torch::NoGradGuard no_grad;
  model_.set_training(false);
  for (auto& health : health_) health.clear();
  Rows assignments(x_.size(0), torch::kInt64);
  Rows features(x_.size(0), torch::kFloat32);
  for_each_batch(x_, batch_, [&](std::int64_t begin, const Tensor& x) {
    const Posterior posterior = model_.infer(x);
    if (with_features) features.put(begin, posterior.features);
    for (std::size_t i = 0; i < health_.size(); ++i) {
      const Tensor code = model_.code(i, posterior);
      health_[i].add(model_.composition().latents[i].latent->kl(posterior.parameters[i]), code);
      if (static_cast<std::int64_t>(i) == model_.assigning_latent()) assignments.put(begin, code.argmax(1));
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
  const torch::NoGradGuard no_grad;
  Rows assignments(x.size(0), torch::kInt64);
  Rows features(x.size(0), torch::kFloat32);
  for_each_batch(x, batch, [&](std::int64_t begin, const Tensor& part) {
    if (capabilities.assigns != nullptr) assignments.put(begin, capabilities.assigns->responsibilities(part).argmax(1));
    if (with_features && capabilities.embeds != nullptr) features.put(begin, capabilities.embeds->embed(part));
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
