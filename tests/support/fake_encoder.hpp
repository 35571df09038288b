#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <assay/plugin.hpp>

namespace test_support {

/// Dense layers with rectified units between them: a small [encoder] for tests of what needs one.
class DenseEncoder final : public assay::Encoder {
 public:
  DenseEncoder(std::vector<std::int64_t> hidden, std::int64_t features, std::vector<std::int64_t> decoder_hidden, bool zero)
      : hidden_(std::move(hidden)), features_(features), decoder_hidden_(std::move(decoder_hidden)), zero_(zero) {}

  [[nodiscard]] std::int64_t features() const override { return features_; }
  [[nodiscard]] std::unique_ptr<assay::Network> make_encoder(const assay::DatasetInfo& data, assay::Stream& init) const override {
    return stack(widths(data.dimensions(), hidden_, features_), init);
  }
  [[nodiscard]] std::unique_ptr<assay::Network> make_decoder(const assay::DatasetInfo& data, const std::vector<std::int64_t>& code_widths,
                                                             assay::Stream& init) const override {
    std::int64_t code = 0;
    for (const auto width : code_widths) code += width;
    return stack(widths(code, decoder_hidden_, data.dimensions()), init);
  }

 private:
  static std::vector<std::int64_t> widths(std::int64_t first, const std::vector<std::int64_t>& middle, std::int64_t last) {
    std::vector<std::int64_t> all{first};
    all.insert(all.end(), middle.begin(), middle.end());
    all.push_back(last);
    return all;
  }

  [[nodiscard]] std::unique_ptr<assay::Network> stack(const std::vector<std::int64_t>& widths, assay::Stream& init) const {
    const auto root = std::make_shared<torch::nn::Module>();
    std::vector<std::shared_ptr<assay::Dense>> layers;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      layers.push_back(
          root->register_module("layer" + std::to_string(i), std::make_shared<assay::Dense>(widths[i], widths[i + 1], assay::WeightInit{}, init)));
    }
    if (zero_) {
      const torch::NoGradGuard no_grad;
      for (auto& parameter : root->parameters()) parameter.zero_();
    }
    const auto hidden = [layers](const std::vector<assay::Tensor>& inputs) {
      assay::Tensor x = inputs.size() == 1 ? inputs[0] : torch::cat(inputs, 1);
      for (std::size_t i = 0; i + 1 < layers.size(); ++i) x = torch::relu(layers[i]->forward(x));
      return x;
    };
    return std::make_unique<assay::ModuleNetwork>(root, hidden, [layers](const assay::Tensor& x) { return layers.back()->forward(x); });
  }

  std::vector<std::int64_t> hidden_;
  std::int64_t features_;
  std::vector<std::int64_t> decoder_hidden_;
  bool zero_;
};

/// The decoder mirrors the encoder unless it gets hidden layers of its own.
inline std::shared_ptr<const assay::Encoder> dense_encoder(std::vector<std::int64_t> hidden, std::int64_t features,
                                                           std::vector<std::int64_t> decoder_hidden = {}) {
  if (decoder_hidden.empty()) decoder_hidden.assign(hidden.rbegin(), hidden.rend());
  return std::make_shared<DenseEncoder>(std::move(hidden), features, std::move(decoder_hidden), false);
}

/// All weights are 0.
inline std::shared_ptr<const assay::Encoder> zero_encoder(std::vector<std::int64_t> hidden, std::int64_t features) {
  const std::vector<std::int64_t> mirrored(hidden.rbegin(), hidden.rend());
  return std::make_shared<DenseEncoder>(std::move(hidden), features, mirrored, true);
}

}  // namespace test_support
