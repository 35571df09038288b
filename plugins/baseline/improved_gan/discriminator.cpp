#include "discriminator.hpp"

#include <array>
#include <string>
#include <vector>

#include <torch/utils.h>

#include "../common/dropout.hpp"

namespace assay::baseline_improved_gan {
namespace {

using Shape = assay::Convolution::Shape;
using Layers = std::vector<std::shared_ptr<WeightNormal>>;

Tensor applied(const WeightNormal& layer, const Tensor& input) { return layer.forward(input); }

Tensor noisy(const Tensor& x, double deviation, assay::Stream* noise) { return noise == nullptr ? x : x.add(noise->normal(x.sizes()), deviation); }

class DenseDiscriminator final : public Discriminator {
 public:
  DenseDiscriminator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init) {
    std::int64_t in = data.dimensions();
    for (const std::int64_t width : options.hidden) {
      layers_.push_back(
          register_module("layer" + std::to_string(layers_.size()), std::make_shared<WeightNormal>(in, width, Role::hidden, weight_deviation, init)));
      in = width;
    }
    add_output(options, data, Role::output, weight_deviation, init);
  }

 private:
  static constexpr double weight_deviation = 0.1;
  static constexpr double input_noise = 0.3;
  static constexpr double hidden_noise = 0.5;

  Tensor hidden(const Tensor& x, assay::Stream* noise, const Pass& pass) const override {
    Tensor out = noisy(x, input_noise, noise);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (i > 0) out = noisy(out, hidden_noise, noise);
      out = torch::relu(pass(*layers_[i], out));
    }
    return out;
  }
  Tensor disturbed(const Tensor& features, assay::Stream* noise) const override { return noisy(features, hidden_noise, noise); }

  Layers layers_;
};

Shape convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return {in, out, kernel, stride, false, 0, padding};
}

class ConvDiscriminator final : public Discriminator {
 public:
  ConvDiscriminator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init) : image_(data.shape) {
    const std::int64_t narrow = options.channels;
    const std::int64_t wide = 2 * narrow;
    for (const Shape& shape : {convolution(image_[0], narrow, 3, 1, 1), convolution(narrow, narrow, 3, 1, 1), convolution(narrow, narrow, 3, 2, 1),
                               convolution(narrow, wide, 3, 1, 1), convolution(wide, wide, 3, 1, 1), convolution(wide, wide, 3, 2, 1),
                               convolution(wide, wide, 3, 1, 0), convolution(wide, wide, 1, 1, 0), convolution(wide, wide, 1, 1, 0)}) {
      layers_.push_back(
          register_module("layer" + std::to_string(layers_.size()), std::make_shared<WeightNormal>(shape, Role::hidden, weight_deviation, init)));
    }
    add_output(options, data, Role::small_output, weight_deviation, init);
  }

 private:
  static constexpr double weight_deviation = 0.05;
  static constexpr std::array<double, 3> dropouts = {0.2, 0.5, 0.5};  ///< before every third convolution

  Tensor hidden(const Tensor& x, assay::Stream* noise, const Pass& pass) const override {
    Tensor map = x.view({x.size(0), image_[0], image_[1], image_[2]});
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (noise != nullptr && i % 3 == 0) map = baselines::dropped(map, dropouts.at(i / 3), *noise);
      map = torch::leaky_relu(pass(*layers_[i], map), 0.2);
    }
    return map.mean({2, 3});
  }
  Tensor disturbed(const Tensor& features, assay::Stream* /*noise*/) const override { return features; }

  std::vector<std::int64_t> image_;
  Layers layers_;
};

}  // namespace

void Discriminator::add_output(const GanOptions& options, const assay::DatasetInfo& data, Role role, double deviation, assay::Stream& init) {
  output_ = register_module("output", std::make_shared<WeightNormal>(feature_width(options, data), data.classes, role, deviation, init));
}

Discriminator::Output Discriminator::run(const Tensor& x, assay::Stream* noise, const Pass& pass) const {
  const Tensor features = hidden(x, noise, pass);
  return {features, pass(*output_, disturbed(features, noise))};
}

Discriminator::Output Discriminator::forward(const Tensor& x, assay::Stream* noise) const { return run(x, noise, applied); }

Tensor Discriminator::features(const Tensor& x, assay::Stream* noise) const { return hidden(x, noise, applied); }

void Discriminator::start(const Tensor& x, assay::Stream& noise) const {
  const torch::NoGradGuard no_grad;
  static_cast<void>(run(x, &noise, [](WeightNormal& layer, const Tensor& input) { return layer.start(input); }));
}

std::shared_ptr<Discriminator> make_discriminator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init) {
  if (is_convolutional(options, data)) return std::make_shared<ConvDiscriminator>(options, data, init);
  return std::make_shared<DenseDiscriminator>(options, data, init);
}

}  // namespace assay::baseline_improved_gan
