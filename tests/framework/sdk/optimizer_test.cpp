#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
#include <torch/optim/sgd.h>

#include "assay/core/error.hpp"
#include "assay/core/random.hpp"
#include "assay/nn/optimizer.hpp"

using assay::NamedTensors;
using assay::Tensor;
using assay::Value;

namespace {

std::unique_ptr<assay::Optimizer> make_optimizer(Value table, const NamedTensors& parameters) {
  const bool adam = table.at("use").string() == "adam";
  table.table().erase("use");
  return adam ? assay::make_adam(assay::parse_options<assay::AdamOptions>(table), parameters)
              : assay::make_sgd(assay::parse_options<assay::SgdOptions>(table), parameters);
}

Tensor parameter(assay::Stream& stream, at::IntArrayRef shape, torch::ScalarType type = torch::kFloat32) {
  return stream.normal(shape).to(type).set_requires_grad(true);
}

/// A curved objective of two parameters of different sizes (the second with a vector's tail), whose gradients change from step to step.
Tensor objective(const Tensor& a, const Tensor& b, std::int64_t step) {
  return (a * a).sum() * 0.5 + (a.sum() * 0.1 + b.exp()).sum() * 0.3 + (b * static_cast<double>(step % 7)).sum();
}

using Reference = std::function<std::unique_ptr<torch::optim::Optimizer>(std::vector<Tensor>)>;

/// Largest difference between our parameters and those of PyTorch's optimizer after 100 steps.
double distance_after_100_steps(const Value& table, const Reference& make_reference, double clip_norm, torch::ScalarType type) {
  assay::Stream stream(3, c10::Device(c10::DeviceType::CPU));
  const Tensor a = parameter(stream, {5, 7}, type);
  const Tensor b = parameter(stream, {3}, type);
  const Tensor a2 = a.detach().clone().set_requires_grad(true);
  const Tensor b2 = b.detach().clone().set_requires_grad(true);
  const auto ours = make_optimizer(table, {{"a", a}, {"b", b}});
  const auto theirs = make_reference({a2, b2});
  for (std::int64_t step = 1; step <= 100; ++step) {
    objective(a, b, step).backward();
    ours->step(1e-2, clip_norm);
    theirs->zero_grad();
    objective(a2, b2, step).backward();
    if (clip_norm > 0.0) torch::nn::utils::clip_grad_norm_({a2, b2}, clip_norm);
    theirs->step();
  }
  return std::max((a - a2).abs().max().item<double>(), (b - b2).abs().max().item<double>());
}

Reference torch_adam(double weight_decay) {
  return [=](std::vector<Tensor> parameters) {
    return std::make_unique<torch::optim::Adam>(std::move(parameters), torch::optim::AdamOptions(1e-2).weight_decay(weight_decay));
  };
}

Reference torch_sgd(double momentum, bool nesterov, double weight_decay) {
  return [=](std::vector<Tensor> parameters) {
    return std::make_unique<torch::optim::SGD>(std::move(parameters),
                                               torch::optim::SGDOptions(1e-2).momentum(momentum).nesterov(nesterov).weight_decay(weight_decay));
  };
}

}  // namespace

TEST_CASE("adam ends where PyTorch's does") {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    for (const double weight_decay : {0.0, 0.1}) {
      const Value table(Value::Table{{"use", "adam"}, {"weight_decay", weight_decay}});
      CHECK(distance_after_100_steps(table, torch_adam(weight_decay), 0.0, type) < 1e-6);
    }
  }
}

TEST_CASE("sgd ends where PyTorch's does") {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    for (const double momentum : {0.0, 0.9}) {
      for (const bool nesterov : {false, momentum > 0.0}) {
        const Value table(Value::Table{{"use", "sgd"}, {"momentum", momentum}, {"nesterov", nesterov}, {"weight_decay", 0.05}});
        CHECK(distance_after_100_steps(table, torch_sgd(momentum, nesterov, 0.05), 0.0, type) < 2e-6);
      }
    }
  }
}

TEST_CASE("clipping scales the whole gradient as PyTorch's does") {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    CHECK(distance_after_100_steps(Value(Value::Table{{"use", "sgd"}}), torch_sgd(0.0, false, 0.0), 0.5, type) < 1e-6);
  }
}

TEST_CASE("a step drops the gradient and leaves parameters without one as they are") {
  const Tensor moved = torch::ones({4}).set_requires_grad(true);
  const Tensor still = torch::ones({4}).set_requires_grad(true);
  const auto optimizer = make_optimizer(Value(Value::Table{{"use", "adam"}}), {{"moved", moved}, {"still", still}});
  moved.sum().backward();
  optimizer->step(0.1, 0.0);
  CHECK(moved[0].item<float>() == doctest::Approx(0.9));  // the first step of Adam has the length of the learning rate
  CHECK(still.equal(torch::ones({4})));
  CHECK_FALSE(moved.grad().defined());
}

TEST_CASE("an optimizer that was saved and restored goes on with the same bits") {
  const auto run = [](bool interrupted) {
    const Tensor p = torch::linspace(-1, 1, 33).set_requires_grad(true);
    auto optimizer = make_optimizer(Value(Value::Table{{"use", "adam"}}), {{"p", p}});
    for (std::int64_t step = 0; step < 20; ++step) {
      if (interrupted && step == 11) {
        NamedTensors state;
        for (const auto& [name, tensor] : optimizer->state()) state.emplace_back(name, tensor.clone());
        optimizer = make_optimizer(Value(Value::Table{{"use", "adam"}}), {{"p", p}});
        optimizer->restore(state);
      }
      (p.square() * p).sum().backward();
      optimizer->step(1e-2, 0.0);
    }
    return p.detach();
  };
  CHECK(run(false).equal(run(true)));
}

TEST_CASE("a state of other parameters is refused") {
  const auto adam = make_optimizer(Value(Value::Table{{"use", "adam"}}), {{"p", torch::ones({4})}});
  const auto sgd = make_optimizer(Value(Value::Table{{"use", "sgd"}, {"momentum", 0.9}}), {{"p", torch::ones({4})}});
  const auto other = make_optimizer(Value(Value::Table{{"use", "adam"}}), {{"p", torch::ones({5})}});
  CHECK_THROWS_AS(adam->restore(sgd->state()), assay::DataError);
  CHECK_THROWS_AS(adam->restore(other->state()), assay::DataError);
}

TEST_CASE("the learning rate of parameters with a suffix can be scaled") {
  const Tensor weight = torch::ones({2}).set_requires_grad(true);
  const Tensor bias = torch::ones({2}).set_requires_grad(true);
  const auto optimizer = assay::make_sgd({}, {{"layer0.weight", weight}, {"layer0.bias", bias}});
  optimizer->scale_lr("bias", 2.0);
  (weight.sum() + bias.sum()).backward();
  optimizer->step(0.1);
  CHECK(weight[0].item<float>() == doctest::Approx(0.9));
  CHECK(bias[0].item<float>() == doctest::Approx(0.8));
}

TEST_CASE("nesterov without momentum is a spec error") {
  assay::SgdOptions options;
  options.nesterov = true;
  CHECK_THROWS_AS(assay::make_sgd(options, {}), assay::SpecError);
}
