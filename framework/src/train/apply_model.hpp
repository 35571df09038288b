#pragma once

#include "host/registry.hpp"
#include "record/apply_request.hpp"

namespace assay::train {

/// Does it in this process and writes an array file (record/array_file.hpp) with
///   embed     embedding [N, F], sample [N] and, where there are any, labels [N]
///   assign    assignment [N], responsibilities [N, K], sample and labels
///   generate  images [K, n, D], z [n, d], shape and range of a sample
///   style     inputs [n, D], sample [n], images [n, K, D], shape and range; of the inputs the first (of the test part, where there is one) of each
///             cluster in turn
/// Throws DataError "model.no-capability" (says what the model can do), "model.wrong-width", "model.no-part"; and as TrainedModel does.
void apply_model(const record::ApplyRequest& request, const host::Registry& registry);

}  // namespace assay::train
