// Key functions: each interface has its type information here and nowhere else.

#include "assay/capabilities.hpp"
#include "assay/kinds/baseline.hpp"
#include "assay/kinds/component.hpp"
#include "assay/kinds/dataset.hpp"
#include "assay/kinds/encoder.hpp"
#include "assay/kinds/latent.hpp"
#include "assay/kinds/loss.hpp"
#include "assay/kinds/metric.hpp"
#include "assay/nn/network.hpp"
#include "assay/record/recorder.hpp"

namespace assay {
inline namespace abi_1 {

Component::~Component() = default;
Dataset::~Dataset() = default;
Encoder::~Encoder() = default;
Latent::~Latent() = default;
Loss::~Loss() = default;
ReconstructionLoss::~ReconstructionLoss() = default;
LatentLoss::~LatentLoss() = default;
Baseline::~Baseline() = default;
Metric::~Metric() = default;
Network::~Network() = default;
Recorder::~Recorder() = default;
Embeds::~Embeds() = default;
EmbedsGaussian::~EmbedsGaussian() = default;
Assigns::~Assigns() = default;
Classifies::~Classifies() = default;
Reconstructs::~Reconstructs() = default;
Generates::~Generates() = default;

std::vector<std::filesystem::path> Dataset::files() const { return {}; }

std::pair<Tensor, Tensor> Network::forward_with_hidden(const std::vector<Tensor>& inputs) {
  const Tensor output = forward(inputs);
  return {output, output};
}

}  // namespace abi_1
}  // namespace assay
