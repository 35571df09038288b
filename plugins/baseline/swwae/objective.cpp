#include "objective.hpp"

namespace assay::baseline_swwae {

Errors squared_errors(const Tensor& x, const Code& code, const Decoded& decoded, bool detach) {
  Errors errors{torch::mse_loss(decoded.x, x), torch::zeros({}, x.options())};
  for (std::size_t m = 0; m < decoded.what.size(); ++m) {
    const Tensor& encoded = code.at(m).what;
    errors.intermediate = errors.intermediate + torch::mse_loss(decoded.what[m], detach ? encoded.detach() : encoded);
  }
  return errors;
}

}  // namespace assay::baseline_swwae
