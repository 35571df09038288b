#include "depict_network.hpp"

#include <algorithm>
#include <string>

#include <torch/utils.h>

#include "../common/dropout.hpp"

namespace depict {
namespace {

/// The square kernel of a convolution.
struct Kernel {
  std::int64_t size;
  std::int64_t stride;
  std::int64_t padding;

  [[nodiscard]] std::int64_t reduced(std::int64_t side) const { return (side + 2 * padding - size) / stride + 1; }
  [[nodiscard]] MapSize reduced(const MapSize& map) const { return {reduced(map.height), reduced(map.width)}; }
  /// Rows at the edge that the convolution does not read.
  [[nodiscard]] std::int64_t unread(std::int64_t side) const { return (side + 2 * padding - size) % stride; }
  [[nodiscard]] std::int64_t unread(const MapSize& map) const { return std::max(unread(map.height), unread(map.width)); }
};

constexpr Kernel first_kernel{4, 2, 0};
constexpr Kernel second_kernel{5, 2, 2};

std::shared_ptr<assay::Convolution> convolution(std::int64_t in, std::int64_t out, const Kernel& kernel, assay::Stream& init) {
  const assay::Convolution::Shape shape{in, out, kernel.size, kernel.stride, false, 0, kernel.padding};
  return std::make_shared<assay::Convolution>(shape, assay::WeightInit{}, init);
}

/// Its output is at least as large as `target`, the map that the convolution read.
std::shared_ptr<assay::Convolution> mirror(std::int64_t in, std::int64_t out, const Kernel& kernel, const MapSize& target, assay::Stream& init) {
  const assay::Convolution::Shape shape{in, out, kernel.size, kernel.stride, true, kernel.unread(target), kernel.padding};
  return std::make_shared<assay::Convolution>(shape, assay::WeightInit{}, init);
}

/// Takes away the row or column that only the other side needed.
Tensor cropped(const Tensor& map, const MapSize& size) { return map.narrow(2, 0, size.height).narrow(3, 0, size.width); }

Tensor leaky(const Tensor& x) { return torch::leaky_relu(x, 0.01); }

}  // namespace

MapSizes map_sizes(const assay::DatasetInfo& data) {
  if (!data.is_image()) {
    throw assay::SpecError({"depict.no-images",
                            "baseline 'depict' needs images, and the samples of this data set are none",
                            {},
                            "use baseline 'dec' or 'idec', whose encoder may be of any kind",
                            {}});
  }
  const MapSize image{data.shape[1], data.shape[2]};
  if (std::min(image.height, image.width) < first_kernel.size) {
    throw assay::SpecError(
        {"depict.image-too-small",
         "baseline 'depict' needs images of at least 4x4 pixels, not " + std::to_string(image.height) + "x" + std::to_string(image.width),
         {},
         "use baseline 'dec' or 'idec', whose encoder may be of any kind",
         {}});
  }
  const MapSize first = first_kernel.reduced(image);
  return {image, first, second_kernel.reduced(first)};
}

DepictNetwork::DepictNetwork(const assay::DatasetInfo& data, std::int64_t maps, std::int64_t clusters, assay::Stream& init)
    : channels_(data.shape.at(0)), maps_(maps), sizes_(map_sizes(data)) {
  const std::int64_t flat = maps * sizes_.second.height * sizes_.second.width;
  first_ = register_module("first", convolution(channels_, maps, first_kernel, init));
  second_ = register_module("second", convolution(maps, maps, second_kernel, init));
  code_ = register_module("code", std::make_shared<assay::Dense>(flat, clusters, assay::WeightInit{}, init));
  expand_ = register_module("expand", std::make_shared<assay::Dense>(clusters, flat, assay::WeightInit{}, init));
  second_mirror_ = register_module("second_mirror", mirror(maps, maps, second_kernel, sizes_.first, init));
  first_mirror_ = register_module("first_mirror", mirror(maps, channels_, first_kernel, sizes_.image, init));
  softmax_ = register_module("softmax", std::make_shared<assay::Dense>(clusters, clusters, assay::WeightInit{}, init));
  start_softmax(torch::zeros({clusters, clusters}));
}

void DepictNetwork::start_softmax(const Tensor& weights) {
  const torch::NoGradGuard no_grad;
  auto parameters = softmax_->named_parameters();
  parameters["weight"].copy_(weights);
  parameters["bias"].zero_();
}

Tensor DepictNetwork::image(const Tensor& x) const { return x.view({x.size(0), channels_, sizes_.image.height, sizes_.image.width}); }

Tensor DepictNetwork::code_of(const Tensor& second) const { return torch::tanh(code_->forward(second.flatten(1))); }

Layers DepictNetwork::activations(const Tensor& x) const {
  const Tensor pixels = image(x);
  const Tensor first = leaky(first_->forward(pixels));
  return {pixels, first, leaky(second_->forward(first))};
}

Tensor DepictNetwork::noisy_code(const Tensor& x, double dropout, assay::Stream& noise) const {
  const Tensor first = leaky(first_->forward(baselines::dropped(image(x), dropout, noise)));
  return code_of(leaky(second_->forward(baselines::dropped(first, dropout, noise))));
}

Layers DepictNetwork::decode(const Tensor& code) const {
  const Tensor second = leaky(expand_->forward(code)).view({code.size(0), maps_, sizes_.second.height, sizes_.second.width});
  const Tensor first = leaky(cropped(second_mirror_->forward(second), sizes_.first));
  return {torch::tanh(cropped(first_mirror_->forward(first), sizes_.image)), first, second};
}

Tensor DepictNetwork::embed(const Tensor& x) const {
  const torch::NoGradGuard no_grad;
  return code(activations(x));
}

Tensor DepictNetwork::probabilities(const Tensor& x) const {
  const torch::NoGradGuard no_grad;
  return torch::softmax(logits(embed(x)), 1);
}

Tensor DepictNetwork::reconstruct(const Tensor& x) const {
  const torch::NoGradGuard no_grad;
  return decode(embed(x)).image.flatten(1);
}

}  // namespace depict
