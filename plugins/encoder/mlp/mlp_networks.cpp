#include "mlp_networks.hpp"

#include <numeric>

namespace assay::encoder_mlp {
namespace {

using torch::nn::Module;

/// Hidden layers followed by a linear one.
class Stack final : public Module {
 public:
  /// `widths`: of the input, of each hidden layer, of the output.
  Stack(const Layout& layout, const std::vector<std::int64_t>& widths, Stream& stream) : activation_(layout.activation) {
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      const std::string index = std::to_string(i);
      linear_.push_back(register_module("linear" + index, std::make_shared<Dense>(widths[i], widths[i + 1], layout.init, stream)));
      const bool last = i + 2 == widths.size();
      if (layout.batch_norm && !last) norms_.push_back(register_module("norm" + index, std::make_shared<BatchNorm>(widths[i + 1])));
    }
  }

  Tensor forward(Tensor x) const { return last(hidden(std::move(x))); }
  Tensor hidden(Tensor x) const {
    for (std::size_t i = 0; i + 1 < linear_.size(); ++i) {
      x = linear_[i]->forward(x);
      if (!norms_.empty()) x = norms_[i]->forward(x);
      x = activate(activation_, x);
    }
    return x;
  }
  Tensor last(const Tensor& x) const { return linear_.back()->forward(x); }

 private:
  std::string activation_;
  std::vector<std::shared_ptr<Dense>> linear_;
  std::vector<std::shared_ptr<BatchNorm>> norms_;
};

std::vector<std::int64_t> reversed(const std::vector<std::int64_t>& widths) { return {widths.rbegin(), widths.rend()}; }

std::vector<std::int64_t> joined(std::vector<std::int64_t> first, const std::vector<std::int64_t>& middle, std::int64_t last) {
  first.insert(first.end(), middle.begin(), middle.end());
  first.push_back(last);
  return first;
}

}  // namespace

std::unique_ptr<Network> encoder(const Layout& layout, std::int64_t data, std::int64_t features, Stream& stream) {
  const auto stack = std::make_shared<Stack>(layout, joined({data}, layout.hidden, features), stream);
  return std::make_unique<ModuleNetwork>(
      stack, [stack](const std::vector<Tensor>& inputs) { return stack->hidden(inputs.at(0)); },
      [stack](const Tensor& hidden) { return stack->last(hidden); });
}

std::unique_ptr<Network> summing_decoder(const Layout& layout, const std::vector<std::int64_t>& codes, std::int64_t features, std::int64_t data,
                                         Stream& stream) {
  const auto root = std::make_shared<Module>();
  const auto input = root->register_module("input", std::make_shared<CodeSum>(codes, features, layout.init, stream));
  const auto stack =
      root->register_module("stack", std::make_shared<Stack>(layout, joined({features, features}, reversed(layout.hidden), data), stream));
  return std::make_unique<ModuleNetwork>(root, [input, stack](const std::vector<Tensor>& inputs) { return stack->forward(input->forward(inputs)); });
}

std::unique_ptr<Network> concatenating_decoder(const Layout& layout, const std::vector<std::int64_t>& codes, std::int64_t data, Stream& stream) {
  const std::int64_t width = std::accumulate(codes.begin(), codes.end(), std::int64_t{0});
  const auto stack = std::make_shared<Stack>(layout, joined({width}, reversed(layout.hidden), data), stream);
  return std::make_unique<ModuleNetwork>(
      stack, [stack](const std::vector<Tensor>& inputs) { return stack->forward(inputs.size() == 1 ? inputs[0] : torch::cat(inputs, 1)); });
}

}  // namespace assay::encoder_mlp
