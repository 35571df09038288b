#include <array>
#include <tuple>

#include <torch/autograd.h>
#include <torch/types.h>

#include "assay/nn/init.hpp"
#include "assay/nn/layers.hpp"

namespace assay {
inline namespace abi_1 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Which gradients of a convolution to compute: of its input, its weight, its bias.
using Wanted = std::array<bool, 3>;

/// The gradients that `slope`, of a convolution's output, has for its `input` and `weight`.
std::tuple<Tensor, Tensor, Tensor> gradients(const Tensor& slope, const Tensor& input, const Tensor& weight, std::int64_t stride,
                                             std::int64_t padding, const Wanted& wanted) {
  return at::convolution_backward(slope, input, weight, c10::nullopt, {stride, stride}, {padding, padding}, {1, 1}, false, {0, 0}, 1, wanted);
}

/// The transpose of a convolution, computed as what it is: the gradient with respect to that convolution's input. On a processor LibTorch 1.13's
/// own transpose goes without the fast kernels and takes about twice as long.
class MirroredConvolution final : public torch::autograd::Function<MirroredConvolution> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, std::int64_t stride, std::int64_t padding,
                        std::int64_t unread) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    const auto side = [&](std::int64_t axis) { return (x.size(axis) - 1) * stride - 2 * padding + weight.size(axis) + unread; };
    const Tensor map = x.new_empty({x.size(0), weight.size(1), side(2), side(3)});  // only its sizes are read
    return std::get<0>(gradients(x, map, weight, stride, padding, {true, false, false}));
  }

  static variable_list backward(AutogradContext* context, const variable_list& slopes) {
    const variable_list saved = context->get_saved_variables();
    const std::int64_t stride = context->saved_data["stride"].toInt();
    const std::int64_t padding = context->saved_data["padding"].toInt();
    const Tensor& slope = slopes.at(0);
    const Tensor of_x = torch::conv2d(slope, saved.at(1), {}, stride, padding);
    const Tensor of_weight = std::get<1>(gradients(saved.at(0), slope, saved.at(1), stride, padding, {false, true, false}));
    return {of_x, of_weight, {}, {}, {}};
  }
};

}  // namespace

Tensor convolve(const Tensor& x, const Convolution::Shape& shape, const Tensor& weight, const Tensor& bias) {
  if (!shape.transposed) return torch::conv2d(x, weight, bias, shape.stride, shape.padding);
  if (!x.device().is_cpu()) return torch::conv_transpose2d(x, weight, bias, shape.stride, shape.padding, shape.output_padding);
  return MirroredConvolution::apply(x, weight, shape.stride, shape.padding, shape.output_padding) + bias.view({1, -1, 1, 1});
}

Convolution::Convolution(const Shape& shape, const WeightInit& init, Stream& stream)
    : shape_(shape),
      weight_(register_parameter("weight", shape.transposed ? torch::zeros({shape.in, shape.out, shape.kernel, shape.kernel})
                                                            : torch::zeros({shape.out, shape.in, shape.kernel, shape.kernel}))),
      bias_(register_parameter("bias", torch::zeros({shape.out}))) {
  // A transposed convolution stores its weight as [in, out, …].
  init.draw(shape.transposed ? weight_.detach().transpose(0, 1) : weight_, stream);
}
Convolution::~Convolution() = default;

Tensor Convolution::forward(const Tensor& x) const { return convolve(x, shape_, weight_, bias_); }

}  // namespace abi_1
}  // namespace assay
