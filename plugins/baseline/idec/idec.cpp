#include <assay/plugin.hpp>

#include "../common/self_training.hpp"

namespace {

struct IdecOptions : baselines::SelfTrainingOptions {
  double gamma = 0.1;

  IdecOptions() {
    optimizer = "adam";
    lr = 1e-3;
    clip_norm = 10.0;
  }

  static constexpr auto fields = std::tuple_cat(
      baselines::SelfTrainingOptions::fields,
      assay::fields(assay::field("gamma", &IdecOptions::gamma, "factor of the clustering loss; the reconstruction error has 1").at_least(0.0)));
};

/// Improved deep embedded clustering (Guo et al. 2017): L = L_r + γ L_c, with the mean squared error of the reconstruction as L_r.
class Idec final : public baselines::SelfTraining {
 public:
  Idec(const IdecOptions& options, assay::BuildContext& context)
      : SelfTraining(static_cast<const baselines::SelfTrainingOptions&>(options), 1.0, options.gamma, context) {}
};

}  // namespace

ASSAY_PLUGIN(assay::component<Idec, IdecOptions>("idec", "improved deep embedded clustering (Guo et al. 2017), which keeps the reconstruction"));
