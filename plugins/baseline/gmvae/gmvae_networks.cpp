#include "gmvae_networks.hpp"

namespace assay::baseline_gmvae {
namespace {

using baselines::GaussianHead;
using baselines::HiddenLayers;
using baselines::VarianceLink;

/// As in Torch, with which the model was published.
WeightInit weight_init() { return {"fan_in_uniform", 0.01}; }

/// A convolution with batch normalisation and ReLU.
class Block final : public torch::nn::Module {
 public:
  Block(const Convolution::Shape& shape, Stream& init)
      : convolution_(register_module("convolution", std::make_shared<Convolution>(shape, weight_init(), init))),
        norm_(register_module("norm", baselines::torch_batch_norm(shape.out))) {}

  [[nodiscard]] Tensor forward(const Tensor& x) const { return norm_->forward(convolution_->forward(x)).relu_(); }

 private:
  std::shared_ptr<Convolution> convolution_;
  std::shared_ptr<BatchNorm> norm_;
};

/// Maps of 28, 23, 18, 9 and 1.
class ConvolutionalInference final : public Inference {
 public:
  ConvolutionalInference(const Layout& layout, const DatasetInfo& data, Stream& init) : Inference(layout, data) {
    const std::int64_t channels = data.shape[0];
    for (const Convolution::Shape& shape :
         {Convolution::Shape{channels, 16, 6, 1, false, 0, 0}, Convolution::Shape{16, 32, 6, 1, false, 0, 0},
          Convolution::Shape{32, 64, 4, 2, false, 0, 1}, Convolution::Shape{64, layout.hidden, 9, 1, false, 0, 0}}) {
      blocks_.push_back(register_module("block" + std::to_string(blocks_.size()), std::make_shared<Block>(shape, init)));
    }
    make_heads(layout.hidden, init);
  }

 private:
  [[nodiscard]] Tensor trunk(const Tensor& y) const override {
    Tensor map = y.view({y.size(0), data_.shape[0], data_.shape[1], data_.shape[2]});
    for (const auto& block : blocks_) map = block->forward(map);
    return map.flatten(1);
  }

  std::vector<std::shared_ptr<Block>> blocks_;
};

class DenseInference final : public Inference {
 public:
  DenseInference(const Layout& layout, const DatasetInfo& data, Stream& init) : Inference(layout, data) {
    const std::vector<std::int64_t> widths = {layout.hidden, layout.hidden};
    hidden_ = register_module("hidden", std::make_shared<HiddenLayers>(data.dimensions(), widths, true, weight_init(), init));
    make_heads(layout.hidden, init);
  }

 private:
  [[nodiscard]] Tensor trunk(const Tensor& y) const override { return hidden_->forward(y); }

  std::shared_ptr<HiddenLayers> hidden_;
};

/// Maps of 1, 9, 18, 23 and 28.
class ConvolutionalGenerator final : public Generator {
 public:
  ConvolutionalGenerator(const Layout& layout, const DatasetInfo& data, Stream& init) {
    input_ =
        register_module("input", std::make_shared<HiddenLayers>(layout.x_width, std::vector<std::int64_t>{layout.hidden}, true, weight_init(), init));
    for (const Convolution::Shape& shape : {Convolution::Shape{layout.hidden, 64, 9, 1, true, 0, 0}, Convolution::Shape{64, 32, 4, 2, true, 0, 1},
                                            Convolution::Shape{32, 16, 6, 1, true, 0, 0}}) {
      blocks_.push_back(register_module("block" + std::to_string(blocks_.size()), std::make_shared<Block>(shape, init)));
    }
    output_ = register_module("output", std::make_shared<Convolution>(Convolution::Shape{16, data.shape[0], 6, 1, true, 0, 0}, weight_init(), init));
  }

  [[nodiscard]] Tensor forward(const Tensor& x) const override {
    Tensor map = input_->forward(x);
    map = map.view({map.size(0), map.size(1), 1, 1});
    for (const auto& block : blocks_) map = block->forward(map);
    return output_->forward(map).flatten(1);
  }

 private:
  std::shared_ptr<HiddenLayers> input_;
  std::vector<std::shared_ptr<Block>> blocks_;
  std::shared_ptr<Convolution> output_;
};

class DenseGenerator final : public Generator {
 public:
  DenseGenerator(const Layout& layout, const DatasetInfo& data, Stream& init)
      : layers_(
            register_module("layers", std::make_shared<baselines::Decoder>(layout.x_width, std::vector<std::int64_t>{layout.hidden, layout.hidden},
                                                                           data.dimensions(), weight_init(), init))) {}

  [[nodiscard]] Tensor forward(const Tensor& x) const override { return layers_->forward(x); }

 private:
  std::shared_ptr<baselines::Decoder> layers_;
};

}  // namespace

void Inference::make_heads(std::int64_t in, Stream& init) {
  x_ = register_module("x", std::make_shared<GaussianHead>(in, layout_.x_width, VarianceLink::exponential, weight_init(), init));
  w_ = register_module("w", std::make_shared<GaussianHead>(in, layout_.w_width, VarianceLink::exponential, weight_init(), init));
}

ComponentPrior::ComponentPrior(const Layout& layout, Stream& init)
    : clusters_(layout.clusters),
      hidden_(register_module("hidden", std::make_shared<Dense>(layout.w_width, layout.hidden, weight_init(), init))),
      components_(register_module("components", std::make_shared<GaussianHead>(layout.hidden, layout.clusters * layout.x_width,
                                                                               VarianceLink::exponential, weight_init(), init))) {}

Gaussian ComponentPrior::forward(const Tensor& w) const { return components_->forward(torch::tanh(hidden_->forward(w))).split(clusters_); }

std::shared_ptr<Inference> make_inference(const Layout& layout, const DatasetInfo& data, Stream& init) {
  if (layout.convolutional) return std::make_shared<ConvolutionalInference>(layout, data, init);
  return std::make_shared<DenseInference>(layout, data, init);
}

std::shared_ptr<Generator> make_generator(const Layout& layout, const DatasetInfo& data, Stream& init) {
  if (layout.convolutional) return std::make_shared<ConvolutionalGenerator>(layout, data, init);
  return std::make_shared<DenseGenerator>(layout, data, init);
}

}  // namespace assay::baseline_gmvae
