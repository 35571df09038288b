#include "what_where_network.hpp"

#include <cmath>
#include <string>

#include "../common/variational_networks.hpp"

namespace assay::baseline_swwae {
namespace {

using Shape = assay::Convolution::Shape;

constexpr std::int64_t first_kernel = 5;
constexpr std::int64_t later_kernel = 3;

/// A kernel of odd size with the border of zeros that keeps the size of the map.
Shape keeping_size(std::int64_t in, std::int64_t out, std::int64_t kernel, bool transposed) {
  return {in, out, kernel, 1, transposed, 0, kernel / 2};
}

/// Layers of a stage whose maps have `below` channels before the first convolution and `channels` after each; `kernel`: of the first.
std::vector<Shape> encoding_shapes(std::int64_t below, const std::vector<std::int64_t>& channels, std::int64_t kernel) {
  std::vector<Shape> shapes;
  for (const std::int64_t out : channels) {
    shapes.push_back(keeping_size(below, out, shapes.empty() ? kernel : later_kernel, false));
    below = out;
  }
  return shapes;
}

std::vector<Shape> decoding_shapes(std::int64_t below, const std::vector<std::int64_t>& channels, std::int64_t kernel) {
  std::vector<Shape> shapes;
  std::int64_t in = channels.back();
  for (std::size_t i = channels.size(); i-- > 1;) {
    shapes.push_back(keeping_size(in, channels[i], later_kernel, true));
    in = channels[i];
  }
  shapes.push_back(keeping_size(in, below, kernel, true));
  return shapes;
}

/// He's rule where a ReLU follows.
assay::WeightInit weight_init(const Shape& shape, bool activated) {
  if (!activated) return {"glorot_normal"};
  return {"normal", std::sqrt(2.0 / static_cast<double>(shape.in * shape.kernel * shape.kernel))};
}

}  // namespace

class WhatWhereNetwork::Stage final : public torch::nn::Module {
 public:
  /// Each layer has a ReLU, or, with `linear_end`, each but the last.
  Stage(const std::vector<Shape>& shapes, bool linear_end, bool batch_norm, assay::Stream& init)
      : activated_(linear_end ? shapes.size() - 1 : shapes.size()) {
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const std::string index = std::to_string(i);
      const auto rule = weight_init(shapes[i], i < activated_);
      convolutions_.push_back(register_module("convolution" + index, std::make_shared<assay::Convolution>(shapes[i], rule, init)));
      if (batch_norm && i < activated_) norms_.push_back(register_module("norm" + index, baselines::torch_batch_norm(shapes[i].out)));
    }
  }

  [[nodiscard]] Tensor forward(Tensor maps) const {
    for (std::size_t i = 0; i < convolutions_.size(); ++i) {
      maps = convolutions_[i]->forward(maps);
      if (i >= activated_) continue;
      if (!norms_.empty()) maps = norms_[i]->forward(maps);
      maps = maps.relu_();
    }
    return maps;
  }

 private:
  std::size_t activated_;  ///< layers with a ReLU, which come first
  std::vector<std::shared_ptr<assay::Convolution>> convolutions_;
  std::vector<std::shared_ptr<assay::BatchNorm>> norms_;
};

WhatWhereNetwork::WhatWhereNetwork(const SwwaeOptions& options, const assay::DatasetInfo& data, assay::Stream& init)
    : image_(data.shape), hard_(options.pooling == "hard"), beta_(options.beta) {
  std::int64_t below = image_[0];
  for (const std::vector<std::int64_t>& channels : layout_for(options, data)) {
    const bool lowest = encoder_.empty();
    const std::string index = std::to_string(encoder_.size());
    const std::int64_t kernel = lowest ? first_kernel : later_kernel;
    const auto stage = [&](const std::vector<Shape>& shapes, bool linear_end) {
      return std::make_shared<Stage>(shapes, linear_end, options.batch_norm, init);
    };
    encoder_.push_back(register_module("encoder" + index, stage(encoding_shapes(below, channels, kernel), false)));
    decoder_.push_back(register_module("decoder" + index, stage(decoding_shapes(below, channels, kernel), lowest)));
    below = channels.back();
  }
  classifier_ = register_module("classifier",
                                std::make_shared<assay::Dense>(feature_width(options, data), data.classes, assay::WeightInit{"glorot_normal"}, init));
}

WhatWhere WhatWhereNetwork::pooled(const Tensor& maps) const { return hard_ ? hard_pool(maps) : soft_pool(maps, beta_); }

Code WhatWhereNetwork::encode(const Tensor& x) const {
  Code code;
  Tensor maps = x.view({x.size(0), image_[0], image_[1], image_[2]});
  for (const auto& stage : encoder_) {
    code.push_back(pooled(stage->forward(maps)));
    maps = code.back().what;
  }
  return code;
}

Decoded WhatWhereNetwork::decode(const Code& code) const {
  Decoded decoded;
  decoded.what.resize(code.size() - 1);
  Tensor maps = code.back().what;
  for (std::size_t s = code.size(); s-- > 0;) {
    maps = decoder_[s]->forward(unpool(maps, code[s].where));
    if (s > 0) decoded.what[s - 1] = maps;
  }
  decoded.x = maps.flatten(1);
  return decoded;
}

}  // namespace assay::baseline_swwae
