#include "network.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace assay::baseline_jule {
namespace {

using torch::nn::Module;

constexpr std::int64_t kernel = 5;
constexpr std::int64_t largest_map = 10;

const WeightInit weight_init{"normal", 0.01};

/// The largest of each 2x2 of a map that is nowhere negative. A last row or column that is left over makes a pool of its own.
Tensor largest_of_four(const Tensor& map) {
  if (map.is_cpu()) return torch::max_pool2d(map, 2, 2, 0, 1, /*ceil_mode=*/true);
  // The gradient of max_pool2d is not deterministic on a GPU.
  const Tensor even = torch::constant_pad_nd(map, {0, map.size(3) % 2, 0, map.size(2) % 2});
  const Tensor fours = even.reshape({even.size(0), even.size(1), even.size(2) / 2, 2, even.size(3) / 2, 2}).permute({0, 1, 2, 4, 3, 5}).flatten(4);
  return std::get<0>(fours.max(4));
}

class Block final : public Module {
 public:
  Block(std::int64_t in, std::int64_t out, bool pooled, Stream& init) : pooled_(pooled) {
    Convolution::Shape shape;
    shape.in = in;
    shape.out = out;
    shape.kernel = kernel;
    convolution_ = register_module("convolution", std::make_shared<Convolution>(shape, weight_init, init));
    norm_ = register_module("norm", std::make_shared<BatchNorm>(out, 0.1, 1e-5));
  }

  Tensor forward(const Tensor& map) const {
    const Tensor out = norm_->forward(convolution_->forward(map)).relu_();
    return pooled_ ? largest_of_four(out) : out;
  }

 private:
  bool pooled_;
  std::shared_ptr<Convolution> convolution_;
  std::shared_ptr<BatchNorm> norm_;
};

class Cnn final : public Module {
 public:
  Cnn(const DatasetInfo& data, const NetworkOptions& options, Stream& init) : image_(data.shape) {
    const Layout layout = layout_for(data);
    std::int64_t in = data.shape[0];
    for (const bool pooled : layout.pooled) {
      blocks_.push_back(register_module("block" + std::to_string(blocks_.size()), std::make_shared<Block>(in, options.channels, pooled, init)));
      in = options.channels;
    }
    output_ = register_module("output", std::make_shared<Dense>(in * layout.height * layout.width, options.features, weight_init, init));
  }

  Tensor forward(const Tensor& x) const {
    Tensor map = x.view({x.size(0), image_[0], image_[1], image_[2]});
    for (const auto& block : blocks_) map = block->forward(map);
    const Tensor out = output_->forward(map.flatten(1));
    constexpr double no_division_by_zero = 1e-12;
    return out * (out.square().sum(1, /*keepdim=*/true) + no_division_by_zero).rsqrt();
  }

 private:
  std::vector<std::int64_t> image_;
  std::vector<std::shared_ptr<Block>> blocks_;
  std::shared_ptr<Dense> output_;
};

}  // namespace

Layout layout_for(const DatasetInfo& data) {
  if (!data.is_image()) {
    throw SpecError({"jule.no-images",
                     "baseline 'jule' clusters images, and the samples of this data set are none",
                     {},
                     "use a baseline whose encoder may be of any kind, such as 'dec'",
                     {}});
  }
  Layout layout{{}, data.shape[1], data.shape[2]};
  do {
    if (std::min(layout.height, layout.width) < kernel) break;
    layout.height -= kernel - 1;
    layout.width -= kernel - 1;
    const bool pooled = std::max(layout.height, layout.width) > largest_map;
    if (pooled) {
      layout.height = (layout.height + 1) / 2;
      layout.width = (layout.width + 1) / 2;
    }
    layout.pooled.push_back(pooled);
  } while (std::max(layout.height, layout.width) > largest_map);
  if (!layout.pooled.empty()) return layout;
  throw SpecError({"jule.too-small",
                   "baseline 'jule' needs images of at least 5x5, not " + std::to_string(data.shape[1]) + "x" + std::to_string(data.shape[2]),
                   {},
                   {},
                   {}});
}

std::unique_ptr<Network> make_network(const DatasetInfo& data, const NetworkOptions& options, Stream& init) {
  const auto module = std::make_shared<Cnn>(data, options, init);
  return std::make_unique<ModuleNetwork>(module, [module](const std::vector<Tensor>& inputs) { return module->forward(inputs.at(0)); });
}

}  // namespace assay::baseline_jule
