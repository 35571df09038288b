#pragma once

#include <memory>
#include <vector>

#include <assay/plugin.hpp>

namespace test_support {

/// One hidden layer of tanh between data and features, and one between codes and data.
class SmallEncoder final : public assay::Encoder {
 public:
  SmallEncoder(std::int64_t hidden, std::int64_t features) : hidden_(hidden), features_(features) {}

  [[nodiscard]] std::int64_t features() const override { return features_; }
  [[nodiscard]] std::unique_ptr<assay::Network> make_encoder(const assay::DatasetInfo& data, assay::Stream& init) const override {
    return network({data.dimensions()}, features_, init);
  }
  [[nodiscard]] std::unique_ptr<assay::Network> make_decoder(const assay::DatasetInfo& data, const std::vector<std::int64_t>& code_widths,
                                                             assay::Stream& init) const override {
    return network(code_widths, data.dimensions(), init);
  }

 private:
  [[nodiscard]] std::unique_ptr<assay::Network> network(const std::vector<std::int64_t>& in, std::int64_t out, assay::Stream& init) const {
    const auto root = std::make_shared<torch::nn::Module>();
    const auto first = root->register_module("first", std::make_shared<assay::CodeSum>(in, hidden_, assay::WeightInit(), init));
    const auto last = root->register_module("last", std::make_shared<assay::Dense>(hidden_, out, assay::WeightInit(), init));
    return std::make_unique<assay::ModuleNetwork>(
        root, [first](const std::vector<assay::Tensor>& inputs) { return torch::tanh(first->forward(inputs)); },
        [last](const assay::Tensor& hidden) { return last->forward(hidden); });
  }

  std::int64_t hidden_;
  std::int64_t features_;
};

}  // namespace test_support
