#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/context.hpp"
#include "assay/core/value.hpp"
#include "assay/kinds/encoder.hpp"
#include "assay/kinds/latent.hpp"
#include "assay/kinds/loss.hpp"
#include "assay/options/schedule.hpp"
#include "host/registry.hpp"

namespace assay::train {

/// A latent under its name in the spec ("z" of [latent.z]).
struct LatentPart {
  std::string name;
  std::string use;
  host::Owned<Latent> latent;
};

/// One term of the objective.
struct LossTerm {
  std::string name;  ///< "bce"; "categorical_kl@c" where several terms have the same `use`
  std::string use;
  std::string on;  ///< name of a latent; empty for reconstruction losses
  host::Owned<Loss> loss;
  Schedule weight = 1.0;

  // Set by `check_composition`: one of the two, and the latent's place in Composition::latents.
  const ReconstructionLoss* reconstruction = nullptr;
  const LatentLoss* of_latent = nullptr;
  std::size_t latent_index = 0;
};

/// The components of a composed model: x → encoder → x̂ → latents → decoder → x̃, and the losses.
struct Composition {
  host::Owned<Encoder> encoder;
  std::string encoder_use;
  std::vector<LatentPart> latents;  ///< in the order of their names
  std::vector<LossTerm> losses;     ///< in the order of the spec
  OutputFunction output = OutputFunction::identity;

  /// Width of what the decoder reads from a latent: its code, or x̂ itself for a latent without parameters.
  [[nodiscard]] std::int64_t code_width(const LatentPart& part) const;
};

/// Creates every component that `resolved` names and checks that they fit together. Throws SpecError with every misfit, PluginError.
Composition compose(const Value& resolved, const host::Registry& registry, BuildContext& context);

/// Resolves `on`, names the terms, sets the output function. Throws SpecError with every misfit.
void check_composition(Composition& composition, const DatasetInfo& data);

/// `table` without the given keys.
Value without(const Value& table, const std::vector<std::string>& keys);

}  // namespace assay::train
