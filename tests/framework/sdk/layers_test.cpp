#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/nn/layers.hpp"
#include "assay/nn/module_network.hpp"
#include "support/cpu_stream.hpp"

using assay::Stream;
using assay::Tensor;
using test_support::stream;

namespace {

Tensor named(const torch::nn::Module& module, const std::string& name) { return module.named_parameters()[name]; }

}  // namespace

TEST_CASE("a dense layer is the product with its weight plus its bias") {
  Stream source = stream();
  const assay::Dense layer(3, 2, {}, source);
  assay::Tensor bias = named(layer, "bias").detach();
  bias.copy_(torch::tensor({1.0, -1.0}));
  const Tensor x = stream(2).normal({5, 3});
  CHECK(torch::allclose(layer.forward(x), x.mm(named(layer, "weight").t()) + bias));
}

TEST_CASE("a dense layer of parts is that of the parts side by side, and so are its gradients") {
  Stream source = stream();
  const assay::Dense layer(6, 4, {}, source);
  const Tensor few = stream(2).normal({2, 1});
  const Tensor also_few = stream(3).normal({2, 2});
  const Tensor many = stream(4).normal({6, 2});
  const Tensor last = stream(5).normal({2, 1});
  const auto each = [](const Tensor& values) { return values.repeat_interleave(3, 0); };
  const Tensor whole = torch::cat({each(few), each(also_few), many, each(last)}, 1);
  const Tensor slopes = stream(6).normal({6, 4});
  const auto gradient = [&](const Tensor& out) { return torch::autograd::grad({(out * slopes).sum()}, {named(layer, "weight")})[0]; };
  const Tensor of_parts = layer.forward({few, also_few, many, last});
  CHECK(torch::allclose(of_parts, layer.forward(whole), 1e-5, 1e-6));
  CHECK(torch::allclose(gradient(of_parts), gradient(layer.forward(whole)), 1e-5, 1e-6));
  CHECK(torch::equal(layer.forward(std::vector<Tensor>{whole}), layer.forward(whole)));
}

TEST_CASE("codes are mapped one by one and added") {
  Stream source = stream();
  const assay::CodeSum sum({2, 4}, 3, {}, source);
  const Tensor first = stream(2).normal({5, 2});
  const Tensor second = stream(3).normal({5, 4});
  const Tensor zero = torch::zeros({5, 2});
  CHECK(torch::allclose(sum.forward({first, second}), sum.forward({first, torch::zeros({5, 4})}) + sum.forward({zero, second}), 1e-4, 1e-6));
}

TEST_CASE("batch normalisation has the constants of the method document") {
  const auto norm = std::make_shared<assay::BatchNorm>(2);
  const Tensor x = torch::tensor({{0.0, 10.0}, {2.0, 10.0}, {4.0, 10.0}, {6.0, 10.0}});
  const Tensor y = norm->forward(x);
  // Variance 5 in the batch, epsilon 1e-3; a constant channel becomes 0.
  CHECK(y[3][0].item<double>() == doctest::Approx(3.0 / std::sqrt(5.001)));
  CHECK(std::abs(y[3][1].item<double>()) < 1e-4);
  const auto buffers = norm->named_buffers();
  CHECK(buffers["running_mean"][0].item<double>() == doctest::Approx(0.03));
  CHECK(buffers["running_var"][0].item<double>() == doctest::Approx(0.99 + 0.01 * 20.0 / 3.0));
}

TEST_CASE("a single value per channel is normalised by the running statistics") {
  const auto norm = std::make_shared<assay::BatchNorm>(2);
  const Tensor x = torch::tensor({{3.0, -3.0}});
  CHECK(torch::allclose(norm->forward(x), x / std::sqrt(1.001)));
  CHECK(torch::equal(norm->named_buffers()["running_mean"], torch::zeros({2})));
  // Several pixels of one image are a batch.
  CHECK(norm->forward(torch::ones({1, 2, 3, 3})).abs().max().item<double>() < 1e-4);
  CHECK(norm->named_buffers()["running_mean"][0].item<double>() == doctest::Approx(0.01));
}

TEST_CASE("changes to named parameters reach the layer's output") {
  // Checkpoints are restored by writing into the tensors that `parameters` hands out.
  Stream source = stream();
  const auto layer = std::make_shared<assay::Dense>(2, 2, assay::WeightInit{}, source);
  assay::ModuleNetwork network(layer, [layer](const std::vector<Tensor>& inputs) { return layer->forward(inputs.at(0)); });
  network.to(c10::Device(c10::DeviceType::CPU));
  const torch::NoGradGuard no_grad;
  for (const auto& entry : network.parameters()) {
    Tensor parameter = entry.second;
    parameter.fill_(2.0);
  }
  CHECK(torch::equal(network.forward({torch::ones({1, 2})}), torch::full({1, 2}, 6.0)));
}

TEST_CASE("unknown names of initialisers and activations are defects with a code") {
  Stream source = stream();
  CHECK_THROWS_AS(assay::Dense(2, 2, {"he", 0.0}, source), assay::InternalError);
  CHECK_THROWS_AS(assay::activate("swish", torch::zeros({1})), assay::InternalError);
  CHECK(assay::activate("relu", torch::tensor({-1.0, 2.0})).min().item<double>() == 0.0);
  CHECK(assay::activate("elu", torch::tensor({-1.0})).item<double>() == doctest::Approx(std::exp(-1.0) - 1.0));
  CHECK(assay::activate("tanh", torch::tensor({1.0})).item<double>() == doctest::Approx(std::tanh(1.0)));
}
