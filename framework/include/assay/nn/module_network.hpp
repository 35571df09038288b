#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <torch/nn/module.h>

#include "assay/nn/network.hpp"

namespace assay {
inline namespace abi_1 {

/// A Network made of torch modules: `root` owns every module, `function` computes the output from the inputs.
class ModuleNetwork final : public Network {
 public:
  using Function = std::function<Tensor(const std::vector<Tensor>&)>;

  ModuleNetwork(std::shared_ptr<torch::nn::Module> root, Function function) : root_(std::move(root)), function_(std::move(function)) {}
  /// A network that ends in a linear layer: `last` of what `hidden` computes from the inputs.
  ModuleNetwork(std::shared_ptr<torch::nn::Module> root, Function hidden, std::function<Tensor(const Tensor&)> last)
      : root_(std::move(root)), function_(std::move(hidden)), last_(std::move(last)) {}

  Tensor forward(const std::vector<Tensor>& inputs) override { return last_ ? last_(function_(inputs)) : function_(inputs); }
  std::pair<Tensor, Tensor> forward_with_hidden(const std::vector<Tensor>& inputs) override {
    Tensor hidden = function_(inputs);
    Tensor output = last_ ? last_(hidden) : hidden;
    return {std::move(hidden), std::move(output)};
  }
  void set_training(bool training) override { root_->train(training); }
  void to(c10::Device device) override { root_->to(device); }
  [[nodiscard]] NamedTensors parameters() const override { return named(root_->named_parameters()); }
  [[nodiscard]] NamedTensors buffers() const override { return named(root_->named_buffers()); }

 private:
  template <class Dict>
  static NamedTensors named(const Dict& dict) {
    NamedTensors out;
    for (const auto& item : dict) out.emplace_back(item.key(), item.value());
    return out;
  }

  std::shared_ptr<torch::nn::Module> root_;
  Function function_;
  std::function<Tensor(const Tensor&)> last_;  ///< empty: `function_` gives the output
};

}  // namespace abi_1
}  // namespace assay
