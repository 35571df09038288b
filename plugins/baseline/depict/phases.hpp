#pragma once

#include <memory>

#include "phase.hpp"

namespace depict {

constexpr int phase_count = 3;

/// Phase 1, 2 or 3 of the procedure. Keeps a reference to `work`.
///
/// 1. The autoencoder is trained on the training samples and keeps the weights of the lowest clean reconstruction error on the validation samples.
/// 2. The codes of all samples are clustered; the softmax layer starts at the mean codes of the clusters, scaled to a norm of 1, without bias. The
///    training samples teach it these clusters; it keeps the weights of the highest mutual information with them on the validation samples.
/// 3. Trained on all samples towards targets made of the probabilities that each had after its step of the epoch before. Ends when the targets hardly
///    change.
std::unique_ptr<Phase> make_phase(int number, const Work& work);

}  // namespace depict
