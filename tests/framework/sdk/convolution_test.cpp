#include <cmath>
#include <vector>

#include <doctest/doctest.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include "assay/nn/layers.hpp"
#include "support/cpu_stream.hpp"

using assay::Stream;
using assay::Tensor;
using test_support::stream;

namespace {

using Shape = assay::Convolution::Shape;

/// One transposed convolution, by assay and by LibTorch's own function, on the same tensors.
struct Mirrored {
  Mirrored(const Shape& of, torch::Dtype type) : shape(of) {
    const auto drawn = [&](std::uint64_t seed, const std::vector<std::int64_t>& sizes) {
      return stream(seed).normal(sizes).to(type).set_requires_grad(true);
    };
    x = drawn(1, {2, shape.in, 3, 4});
    weight = drawn(2, {shape.in, shape.out, shape.kernel, shape.kernel});
    bias = drawn(3, {shape.out});
  }

  Tensor ours() const { return assay::convolve(x, shape, weight, bias); }
  Tensor torchs() const { return torch::conv_transpose2d(x, weight, bias, shape.stride, shape.padding, shape.output_padding); }
  std::vector<Tensor> leaves() const { return {x, weight, bias}; }

  Shape shape;
  Tensor x, weight, bias;
};

/// The gradients of a function of `out` that is not linear in it, with a graph of their own.
std::vector<Tensor> gradients(const Tensor& out, const std::vector<Tensor>& of) {
  return torch::autograd::grad({out.tanh().sum()}, of, {}, true, true);
}

}  // namespace

TEST_CASE("a transposed convolution undoes the shape and counts its inputs as fan in") {
  Stream source = stream();
  const assay::WeightInit fan_in{"fan_in_uniform", 0.0};
  const assay::Convolution forth({3, 64, 4, 2, false, 0}, fan_in, source);
  const assay::Convolution back({64, 3, 4, 2, true, 1}, fan_in, source);
  const Tensor x = stream(2).normal({2, 3, 11, 11});  // (11 - 4) % 2 = 1 row stays unread
  CHECK(forth.forward(x).sizes() == at::IntArrayRef({2, 64, 4, 4}));
  CHECK(back.forward(forth.forward(x)).sizes() == x.sizes());
  CHECK(forth.named_parameters()["weight"].abs().max().item<double>() == doctest::Approx(std::sqrt(1.0 / 48.0)).epsilon(0.01));
  CHECK(back.named_parameters()["weight"].abs().max().item<double>() == doctest::Approx(std::sqrt(1.0 / 1024.0)).epsilon(0.01));
}

TEST_CASE("a transposed convolution has LibTorch's values and gradients, and the gradients of these") {
  for (const Shape& shape :
       {Shape{2, 3, 3, 1, true, 0, 0}, Shape{3, 2, 4, 2, true, 1, 0}, Shape{2, 4, 5, 3, true, 2, 1}, Shape{3, 1, 4, 2, true, 1, 1}}) {
    for (const torch::Dtype type : {torch::kDouble, torch::kFloat}) {
      const double tolerance = type == torch::kDouble ? 1e-11 : 1e-4;
      const auto agree = [&](const Tensor& a, const Tensor& b) { return torch::allclose(a, b, tolerance, tolerance); };
      CAPTURE(shape.out);
      CAPTURE(shape.kernel);
      CAPTURE(tolerance);
      const Mirrored mirrored(shape, type);
      CHECK(agree(mirrored.ours(), mirrored.torchs()));
      const std::vector<Tensor> ours = gradients(mirrored.ours(), mirrored.leaves());
      const std::vector<Tensor> torchs = gradients(mirrored.torchs(), mirrored.leaves());
      for (std::size_t i = 0; i < ours.size(); ++i) CHECK(agree(ours[i], torchs[i]));
      // Second derivatives: of the squared length of the gradient with respect to x.
      const std::vector<Tensor> curved = gradients(ours[0].square().sum(), {mirrored.x, mirrored.weight});
      const std::vector<Tensor> expected = gradients(torchs[0].square().sum(), {mirrored.x, mirrored.weight});
      for (std::size_t i = 0; i < curved.size(); ++i) CHECK(agree(curved[i], expected[i]));
    }
  }
}

TEST_CASE("padding adds zeros around a convolution's map and a padded transpose gives the size back") {
  Stream source = stream();
  const assay::Convolution down({1, 2, 4, 2, false, 0, 1}, {}, source);
  const assay::Convolution up({2, 1, 4, 2, true, 0, 1}, {}, source);
  const Tensor x = stream(2).normal({3, 1, 18, 18});
  const Tensor map = down.forward(x);
  CHECK(map.sizes() == at::IntArrayRef({3, 2, 9, 9}));
  const Tensor padded = torch::constant_pad_nd(x, {1, 1, 1, 1}, 0.0);
  CHECK(torch::allclose(map, torch::conv2d(padded, down.named_parameters()["weight"], down.named_parameters()["bias"], 2), 1e-4, 1e-5));
  CHECK(up.forward(map).sizes() == x.sizes());
}
