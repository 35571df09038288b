#include "train/composed_model.hpp"

#include <algorithm>
#include <utility>

#include <torch/types.h>
#include <torch/utils.h>

#include "assay/nn/init.hpp"
#include "assay/nn/network_state.hpp"
#include "train/named_tensors.hpp"

namespace assay::train {

Capabilities capabilities_of(Component& component) {
  return {dynamic_cast<Embeds*>(&component), dynamic_cast<Assigns*>(&component), dynamic_cast<Reconstructs*>(&component),
          dynamic_cast<Generates*>(&component)};
}

namespace {

Tensor to_data(const ComposedModel& model, const Tensor& decoded) {
  return model.composition().output == OutputFunction::sigmoid ? torch::sigmoid(decoded) : decoded;
}

class EmbedsView final : public Embeds {
 public:
  explicit EmbedsView(ComposedModel& model) : model_(model) {}
  std::int64_t features() const override { return model_.composition().encoder->features(); }
  Tensor embed(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return model_.infer(x).features;
  }

 private:
  ComposedModel& model_;
};

class AssignsView final : public Assigns {
 public:
  explicit AssignsView(ComposedModel& model) : model_(model) {}
  std::int64_t clusters() const override { return composition().code_width(composition().latents[latent()]); }
  Tensor responsibilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return model_.code(latent(), model_.infer(x));
  }

 private:
  const Composition& composition() const { return model_.composition(); }
  std::size_t latent() const { return static_cast<std::size_t>(model_.assigning_latent()); }

  ComposedModel& model_;
};

class ReconstructsView final : public Reconstructs {
 public:
  explicit ReconstructsView(ComposedModel& model) : model_(model) {}
  Tensor reconstruct(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    const Posterior posterior = model_.infer(x);
    std::vector<Tensor> codes;
    for (std::size_t i = 0; i < posterior.parameters.size(); ++i) codes.push_back(model_.code(i, posterior));
    return to_data(model_, model_.decode(codes));
  }

 private:
  ComposedModel& model_;
};

/// For models with one categorical and one Gaussian latent.
class GeneratesView final : public Generates {
 public:
  explicit GeneratesView(ComposedModel& model)
      : model_(model), category_(static_cast<std::size_t>(model.assigning_latent())), style_(1 - category_) {}

  std::int64_t categories() const override { return width(category_); }
  std::int64_t style_width() const override { return width(style_); }
  Tensor generate(const Tensor& category, const Tensor& style) override {
    const torch::NoGradGuard no_grad;
    std::vector<Tensor> codes(2);
    codes[category_] = torch::one_hot(category, categories()).to(style.options());
    codes[style_] = style;
    return to_data(model_, model_.decode(codes));
  }
  Tensor style(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    return model_.code(style_, model_.infer(x));
  }

 private:
  std::int64_t width(std::size_t latent) const {
    const Composition& composition = model_.composition();
    return composition.code_width(composition.latents[latent]);
  }

  ComposedModel& model_;
  std::size_t category_;
  std::size_t style_;
};

bool has_family(const Composition& composition, LatentFamily family) {
  return std::any_of(composition.latents.begin(), composition.latents.end(), [family](const auto& part) { return part.latent->family() == family; });
}

}  // namespace

ComposedModel::ComposedModel(Composition composition, const DatasetInfo& data, Stream& init, c10::Device device)
    : composition_(std::move(composition)) {
  encoder_ = composition_.encoder->make_encoder(data, init);
  std::vector<std::int64_t> widths;
  for (std::size_t i = 0; i < composition_.latents.size(); ++i) {
    const LatentPart& part = composition_.latents[i];
    widths.push_back(composition_.code_width(part));
    if (assigning_ < 0 && part.latent->family() == LatentFamily::categorical) assigning_ = static_cast<std::int64_t>(i);
    Head head;
    if (const std::int64_t outputs = part.latent->parameter_width(); outputs > 0) {
      const Tensor weight = torch::empty({outputs, composition_.encoder->features()});
      init::glorot_uniform(weight, init);
      head.weight = weight.to(device).set_requires_grad(true);
      head.bias = torch::zeros({outputs}, torch::TensorOptions().device(device)).set_requires_grad(true);
    }
    heads_.push_back(std::move(head));
  }
  decoder_ = composition_.encoder->make_decoder(data, widths, init);
  encoder_->to(device);
  decoder_->to(device);

  embeds_ = std::make_unique<EmbedsView>(*this);
  reconstructs_ = std::make_unique<ReconstructsView>(*this);
  if (assigning_ < 0) return;
  assigns_ = std::make_unique<AssignsView>(*this);
  if (composition_.latents.size() == 2 && has_family(composition_, LatentFamily::gaussian)) generates_ = std::make_unique<GeneratesView>(*this);
}

ComposedModel::~ComposedModel() = default;

void ComposedModel::set_training(bool training) {
  encoder_->set_training(training);
  decoder_->set_training(training);
}

Posterior ComposedModel::infer(const Tensor& x) {
  Posterior posterior;
  posterior.features = encoder_->forward({x});
  for (const Head& head : heads_) {
    posterior.parameters.push_back(head.weight.defined() ? torch::linear(posterior.features, head.weight, head.bias) : posterior.features);
  }
  return posterior;
}

Tensor ComposedModel::decode(const std::vector<Tensor>& codes) { return decoder_->forward(codes); }

std::vector<Tensor> ComposedModel::losses(const Tensor& x, const Posterior& posterior, std::int64_t epoch, Stream& noise) {
  std::vector<Tensor> samples;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    samples.push_back(composition_.latents[i].latent->sample(posterior.parameters[i], epoch, noise));
  }
  const Tensor output = decode(samples);
  std::vector<Tensor> values;
  for (const auto& term : composition_.losses) {
    values.push_back(term.reconstruction != nullptr
                         ? term.reconstruction->value(x, output)
                         : term.of_latent->value(*composition_.latents[term.latent_index].latent, posterior.parameters[term.latent_index]));
  }
  return values;
}

Tensor ComposedModel::objective(const std::vector<Tensor>& values, std::int64_t epoch) const {
  Tensor sum;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = composition_.losses[i].weight.at(epoch);
    if (weight == 0.0) continue;
    const Tensor part = weight == 1.0 ? values[i] : values[i] * weight;
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

Tensor ComposedModel::code(std::size_t latent, const Posterior& posterior) const {
  return composition_.latents[latent].latent->code(posterior.parameters[latent]);
}

NamedTensors ComposedModel::parameters() const {
  NamedTensors all;
  append(all, "encoder/", encoder_->parameters());
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    if (!heads_[i].weight.defined()) continue;
    all.emplace_back("heads/" + composition_.latents[i].name + ".weight", heads_[i].weight);
    all.emplace_back("heads/" + composition_.latents[i].name + ".bias", heads_[i].bias);
  }
  append(all, "decoder/", decoder_->parameters());
  return all;
}

NamedTensors ComposedModel::buffers() const {
  NamedTensors all;
  append(all, "encoder/", encoder_->buffers());
  append(all, "decoder/", decoder_->buffers());
  return all;
}

void ComposedModel::load(const StateDict& trained) {  // NOLINT(readability-make-member-function-const): changes what the tensors hold
  load_tensors(trained, "", parameters());
  load_tensors(trained, "", buffers());
}

Capabilities ComposedModel::capabilities() const { return {embeds_.get(), assigns_.get(), reconstructs_.get(), generates_.get()}; }

std::unique_ptr<ComposedModel> untrained_model(const Value& resolved, const host::Registry& registry, BuildContext context, c10::Device device) {
  Streams streams(0);
  return std::make_unique<ComposedModel>(compose(resolved, registry, context), context.dataset(), streams.host("init"), device);
}

}  // namespace assay::train
