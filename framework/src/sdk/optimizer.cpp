#include "assay/nn/optimizer.hpp"

#include <cmath>
#include <map>
#include <utility>

#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"
#include "sdk/update_kernels.hpp"

namespace assay {
inline namespace abi_1 {
namespace {

bool can_fuse(const Tensor& tensor) { return tensor.is_cpu() && tensor.scalar_type() == torch::kFloat32 && tensor.is_contiguous(); }

class Adam final : public Optimizer {
 public:
  Adam(const AdamOptions& options, const NamedTensors& parameters) : Optimizer(parameters, {"m", "v"}), options_(options) {}

 private:
  /// 1 − βᵗ of step t, which is being taken.
  [[nodiscard]] double correction(double beta) const { return 1.0 - std::pow(beta, static_cast<double>(steps())); }

  void update_fused(Slot& slot, const Tensor& gradient, double lr, double gradient_scale) override {
    update::AdamStep step{};
    step.gradient_scale = static_cast<float>(gradient_scale);
    step.weight_decay = static_cast<float>(options_.weight_decay);
    step.beta1 = static_cast<float>(options_.beta1);
    step.beta2 = static_cast<float>(options_.beta2);
    step.rest1 = static_cast<float>(1.0 - options_.beta1);
    step.rest2 = static_cast<float>(1.0 - options_.beta2);
    step.step_size = static_cast<float>(lr / correction(options_.beta1));
    step.root_correction = static_cast<float>(1.0 / std::sqrt(correction(options_.beta2)));
    step.epsilon = static_cast<float>(options_.epsilon);
    update::adam(slot.parameter.data_ptr<float>(), gradient.data_ptr<float>(), slot.moments[0].data_ptr<float>(), slot.moments[1].data_ptr<float>(),
                 slot.parameter.numel(), step);
  }

  void update_generic(Group& group, double lr) override {
    if (options_.weight_decay != 0.0) group.gradients = at::_foreach_add(group.gradients, group.parameters, options_.weight_decay);
    auto& m = group.moments[0];
    auto& v = group.moments[1];
    at::_foreach_mul_(m, options_.beta1);
    at::_foreach_add_(m, group.gradients, 1.0 - options_.beta1);
    at::_foreach_mul_(v, options_.beta2);
    at::_foreach_addcmul_(v, group.gradients, group.gradients, 1.0 - options_.beta2);
    auto denominators = at::_foreach_sqrt(v);
    at::_foreach_div_(denominators, std::sqrt(correction(options_.beta2)));
    at::_foreach_add_(denominators, options_.epsilon);
    at::_foreach_addcdiv_(group.parameters, m, denominators, -lr / correction(options_.beta1));
  }

  AdamOptions options_;
};

class Sgd final : public Optimizer {
 public:
  Sgd(const SgdOptions& options, const NamedTensors& parameters)
      : Optimizer(parameters, options.momentum > 0.0 ? std::vector<std::string>{"velocity"} : std::vector<std::string>{}), options_(options) {}

 private:
  void update_fused(Slot& slot, const Tensor& gradient, double lr, double gradient_scale) override {
    update::SgdStep step{};
    step.gradient_scale = static_cast<float>(gradient_scale);
    step.weight_decay = static_cast<float>(options_.weight_decay);
    step.momentum = static_cast<float>(options_.momentum);
    step.lr = static_cast<float>(lr);
    step.nesterov = options_.nesterov;
    float* velocity = slot.moments.empty() ? nullptr : slot.moments[0].data_ptr<float>();
    update::sgd(slot.parameter.data_ptr<float>(), gradient.data_ptr<float>(), velocity, slot.parameter.numel(), step);
  }

  void update_generic(Group& group, double lr) override {
    if (options_.weight_decay != 0.0) group.gradients = at::_foreach_add(group.gradients, group.parameters, options_.weight_decay);
    if (!group.moments.empty()) {
      auto& velocity = group.moments[0];
      at::_foreach_mul_(velocity, options_.momentum);
      at::_foreach_add_(velocity, group.gradients);
      group.gradients = options_.nesterov ? at::_foreach_add(group.gradients, velocity, options_.momentum) : velocity;
    }
    at::_foreach_add_(group.parameters, group.gradients, -lr);
  }

  SgdOptions options_;
};

[[noreturn]] void unusable(const std::string& what) { throw DataError("checkpoint.unusable", "the checkpoint does not fit the model: " + what); }

}  // namespace

Optimizer::Optimizer(const NamedTensors& parameters, std::vector<std::string> moment_names) : moment_names_(std::move(moment_names)) {
  for (const auto& [name, parameter] : parameters) {
    Slot slot;
    slot.name = name;
    slot.parameter = parameter;
    slot.fused = can_fuse(parameter);
    for (std::size_t i = 0; i < moment_names_.size(); ++i) slot.moments.push_back(torch::zeros_like(parameter).set_requires_grad(false));
    slots_.push_back(std::move(slot));
  }
}

Optimizer::~Optimizer() = default;

double Optimizer::clip(double clip_norm) const {
  double squares = 0.0;
  std::vector<Tensor> others;
  for (const Slot& slot : slots_) {
    const Tensor gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    if (slot.fused) {
      squares += update::sum_of_squares(gradient.contiguous().data_ptr<float>(), gradient.numel());
    } else {
      others.push_back(gradient);
    }
  }
  // One number is read back, not one per parameter: each would wait for the device.
  if (!others.empty()) squares += torch::stack(at::_foreach_norm(others, 2)).to(torch::kFloat64).square().sum().item<double>();
  const double norm = std::sqrt(squares);
  return norm > clip_norm ? clip_norm / (norm + 1e-6) : 1.0;
}

void Optimizer::scale_lr(const std::string& suffix, double factor) {
  for (Slot& slot : slots_) {
    const bool ends = slot.name.size() >= suffix.size() && slot.name.compare(slot.name.size() - suffix.size(), suffix.size(), suffix) == 0;
    if (ends) slot.lr_factor = factor;
  }
}

void Optimizer::step(double lr, double clip_norm) {
  const torch::NoGradGuard no_grad;
  const double scale = clip_norm > 0.0 ? clip(clip_norm) : 1.0;
  ++steps_;
  step_fused(lr, scale);
  step_generic(lr, scale);
  for (Slot& slot : slots_) slot.parameter.mutable_grad().reset();
}

void Optimizer::step_fused(double lr, double gradient_scale) {
  for (Slot& slot : slots_) {
    const Tensor gradient = slot.parameter.grad();
    if (slot.fused && gradient.defined()) update_fused(slot, gradient.contiguous(), lr * slot.lr_factor, gradient_scale);
  }
}

void Optimizer::step_generic(double lr, double gradient_scale) {
  std::map<double, Group> groups;  // by factor of the learning rate
  for (Slot& slot : slots_) {
    const Tensor gradient = slot.parameter.grad();
    if (slot.fused || !gradient.defined()) continue;
    Group& group = groups[slot.lr_factor];
    group.parameters.push_back(slot.parameter);
    group.gradients.push_back(gradient);
    group.moments.resize(slot.moments.size());
    for (std::size_t i = 0; i < slot.moments.size(); ++i) group.moments[i].push_back(slot.moments[i]);
  }
  for (auto& [factor, group] : groups) {
    if (gradient_scale != 1.0) at::_foreach_mul_(group.gradients, gradient_scale);
    update_generic(group, lr * factor);
  }
}

NamedTensors Optimizer::state() const {
  NamedTensors state;
  state.emplace_back("steps", torch::full({1}, steps_, torch::kInt64));
  for (const Slot& slot : slots_) {
    for (std::size_t i = 0; i < moment_names_.size(); ++i) state.emplace_back(moment_names_[i] + "/" + slot.name, slot.moments[i]);
  }
  return state;
}

void Optimizer::restore(const NamedTensors& state) {
  const torch::NoGradGuard no_grad;
  if (state.size() != 1 + slots_.size() * moment_names_.size() || state.front().first != "steps") unusable("another optimizer");
  steps_ = state.front().second.item<std::int64_t>();
  std::size_t position = 1;
  for (Slot& slot : slots_) {
    for (std::size_t i = 0; i < moment_names_.size(); ++i, ++position) {
      const auto& [name, saved] = state[position];
      if (name != moment_names_[i] + "/" + slot.name || saved.sizes() != slot.parameter.sizes()) unusable("moments of '" + slot.name + "'");
      slot.moments[i].copy_(saved);
    }
  }
}

std::unique_ptr<Optimizer> make_adam(const AdamOptions& options, const NamedTensors& parameters) {
  return std::make_unique<Adam>(options, parameters);
}

std::unique_ptr<Optimizer> make_sgd(const SgdOptions& options, const NamedTensors& parameters) {
  if (options.nesterov && options.momentum == 0.0) {
    throw SpecError({"spec.nesterov-without-momentum", "optimizer 'sgd' needs momentum > 0 for nesterov", {}, "set momentum, for example 0.9", {}});
  }
  return std::make_unique<Sgd>(options, parameters);
}

}  // namespace abi_1
}  // namespace assay
