#pragma once

#include "assay/options/field.hpp"

namespace assay {
inline namespace abi_1 {

/// { use = "adam", … }: Kingma and Ba 2015.
struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;

  static constexpr auto fields =
      assay::fields(assay::field("beta1", &AdamOptions::beta1, "decay of the first moment").in(0.0, 0.999999),
                    assay::field("beta2", &AdamOptions::beta2, "decay of the second moment").in(0.0, 0.99999999),
                    assay::field("epsilon", &AdamOptions::epsilon, "added to the root of the second moment").above(0.0),
                    assay::field("weight_decay", &AdamOptions::weight_decay, "L2 penalty added to the gradient").at_least(0.0));
};

/// { use = "sgd", … }.
struct SgdOptions {
  double momentum = 0.0;
  bool nesterov = false;
  double weight_decay = 0.0;

  static constexpr auto fields =
      assay::fields(assay::field("momentum", &SgdOptions::momentum, "share of the last update that is kept").in(0.0, 0.999999),
                    assay::field("nesterov", &SgdOptions::nesterov, "look ahead along the momentum; needs momentum > 0"),
                    assay::field("weight_decay", &SgdOptions::weight_decay, "L2 penalty added to the gradient").at_least(0.0));
};

}  // namespace abi_1
}  // namespace assay
