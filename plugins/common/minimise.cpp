#include "minimise.hpp"

#include <vector>

#include <torch/optim/lbfgs.h>
#include <torch/types.h>

namespace plugin_common {

Tensor minimise(const Function& function, const Tensor& start, const MinimiseLimits& limits) {
  Tensor point = start.detach().clone().set_requires_grad(true);
  torch::optim::LBFGS search(std::vector<Tensor>{point}, torch::optim::LBFGSOptions(1.0)
                                                             .max_iter(limits.evaluations)
                                                             .max_eval(limits.evaluations)
                                                             .tolerance_grad(limits.tolerance)
                                                             .tolerance_change(1e-12)
                                                             .history_size(limits.memory)
                                                             .line_search_fn("strong_wolfe"));
  search.step([&] {
    const Slope slope = function(point.detach());
    point.mutable_grad() = slope.gradient;
    return torch::full({}, slope.value, torch::kFloat64);
  });
  return point.detach();
}

}  // namespace plugin_common
