#pragma once

#include "what_where_network.hpp"

namespace assay::baseline_swwae {

/// Squared errors of a decoded batch, scalars. Either is a mean over samples and numbers, so that the factors of all layers are comparable.
struct Errors {
  Tensor reconstruction;  ///< ‖x − x̂‖²
  Tensor intermediate;    ///< Σ_m ‖h_m − ĥ_m‖² of the "what" between the stages; 0 where there is one stage
};

/// x [B, D], its code, and what the decoder makes of that. `detach`: no gradient flows into h_m.
Errors squared_errors(const Tensor& x, const Code& code, const Decoded& decoded, bool detach);

}  // namespace assay::baseline_swwae
