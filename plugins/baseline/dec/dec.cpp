#include <assay/plugin.hpp>

#include "../common/self_training.hpp"

namespace {

struct DecOptions : baselines::SelfTrainingOptions {};

/// Deep embedded clustering (Xie, Girshick and Farhadi 2016): the objective is KL(P‖Q) alone.
class Dec final : public baselines::SelfTraining {
 public:
  Dec(const DecOptions& options, assay::BuildContext& context) : SelfTraining(options, 0.0, 1.0, context) {}
};

}  // namespace

ASSAY_PLUGIN(assay::component<Dec, DecOptions>("dec", "deep embedded clustering (Xie et al. 2016)"));
