#include "generator.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <torch/utils.h>

namespace assay::baseline_improved_gan {
namespace {

using Shape = assay::Convolution::Shape;

/// Batch normalisation without a gain.
std::shared_ptr<assay::BatchNorm> shifting_norm(std::int64_t channels) {
  auto norm = std::make_shared<assay::BatchNorm>(channels, 0.1, 1e-6);
  norm->named_parameters()["weight"].requires_grad_(false);
  return norm;
}

/// The bias of a layer before a normalisation changes nothing: it stays 0.
template <class Layer>
std::shared_ptr<Layer> without_bias(std::shared_ptr<Layer> layer) {
  layer->named_parameters()["bias"].requires_grad_(false);
  return layer;
}

class DenseGenerator final : public Generator {
 public:
  DenseGenerator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init) : Generator(data) {
    std::int64_t in = options.noise_dim;
    for (const std::int64_t width : options.generator_hidden) {
      const std::string index = std::to_string(layers_.size());
      layers_.push_back(register_module("layer" + index, without_bias(std::make_shared<assay::Dense>(in, width, assay::WeightInit{}, init))));
      norms_.push_back(register_module("norm" + index, shifting_norm(width)));
      in = width;
    }
    const double deviation = std::sqrt(2.0 / static_cast<double>(in + data.dimensions()));  // that of Glorot and Bengio 2010
    add_output(std::make_shared<WeightNormal>(in, data.dimensions(), Role::output, deviation, init));
  }

  void start(const Tensor& /*noise*/) override {}

 private:
  Tensor hidden(const Tensor& noise) const override {
    Tensor out = noise;
    for (std::size_t i = 0; i < layers_.size(); ++i) out = torch::softplus(norms_[i]->forward(layers_[i]->forward(out)));
    return out;
  }
  /// 2 σ(t) − 1.
  Tensor squashed(const Tensor& output) const override { return torch::tanh(0.5 * output); }

  std::vector<std::shared_ptr<assay::Dense>> layers_;
  std::vector<std::shared_ptr<assay::BatchNorm>> norms_;
};

class ConvGenerator final : public Generator {
 public:
  ConvGenerator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init)
      : Generator(data), map_({4 * options.generator_channels, data.shape[1] / 8, data.shape[2] / 8}) {
    const std::int64_t channels = options.generator_channels;
    const std::int64_t numbers = map_[0] * map_[1] * map_[2];
    expand_ = register_module("expand", without_bias(std::make_shared<assay::Dense>(options.noise_dim, numbers, weight_init(), init)));
    expand_norm_ = register_module("expand_norm", shifting_norm(numbers));
    for (const std::int64_t out : {2 * channels, channels}) {
      const std::string index = std::to_string(layers_.size());
      layers_.push_back(
          register_module("layer" + index, without_bias(std::make_shared<assay::Convolution>(doubling(2 * out, out), weight_init(), init))));
      norms_.push_back(register_module("norm" + index, shifting_norm(out)));
    }
    add_output(std::make_shared<WeightNormal>(doubling(channels, data.shape[0]), Role::small_output, weight_init().std, init));
  }

 private:
  static assay::WeightInit weight_init() { return {"normal", 0.05}; }
  static Shape doubling(std::int64_t in, std::int64_t out) { return {in, out, 5, 2, true, 1, 2}; }

  Tensor hidden(const Tensor& noise) const override {
    const Tensor expanded = torch::relu(expand_norm_->forward(expand_->forward(noise)));
    Tensor map = expanded.view({noise.size(0), map_[0], map_[1], map_[2]});
    for (std::size_t i = 0; i < layers_.size(); ++i) map = torch::relu(norms_[i]->forward(layers_[i]->forward(map)));
    return map;
  }
  Tensor squashed(const Tensor& output) const override { return torch::tanh(output); }

  std::vector<std::int64_t> map_;
  std::shared_ptr<assay::Dense> expand_;
  std::shared_ptr<assay::BatchNorm> expand_norm_;
  std::vector<std::shared_ptr<assay::Convolution>> layers_;
  std::vector<std::shared_ptr<assay::BatchNorm>> norms_;
};

}  // namespace

Generator::Generator(const assay::DatasetInfo& data) : middle_(0.5 * (data.lowest + data.highest)), half_range_(0.5 * (data.highest - data.lowest)) {}

void Generator::add_output(const std::shared_ptr<WeightNormal>& layer) { output_ = register_module("output", layer); }

Tensor Generator::forward(const Tensor& noise) const {
  const Tensor output = output_->forward(hidden(noise)).flatten(1);
  return half_range_ > 0.0 ? middle_ + half_range_ * squashed(output) : output;
}

void Generator::start(const Tensor& noise) {
  const torch::NoGradGuard no_grad;
  const bool was_training = is_training();
  train();
  output_->start(hidden(noise));
  train(was_training);
}

std::shared_ptr<Generator> make_generator(const GanOptions& options, const assay::DatasetInfo& data, assay::Stream& init) {
  if (is_convolutional(options, data)) return std::make_shared<ConvGenerator>(options, data, init);
  return std::make_shared<DenseGenerator>(options, data, init);
}

}  // namespace assay::baseline_improved_gan
