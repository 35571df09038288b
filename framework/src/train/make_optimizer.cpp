#include "train/make_optimizer.hpp"

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "train/composition.hpp"

namespace assay::train {

std::unique_ptr<Optimizer> make_optimizer(const Value& table, const NamedTensors& parameters) {
  const std::string& use = table.at("use").string();
  const Value options = without(table, {"use"});
  if (use == "adam") return make_adam(parse_options<AdamOptions>(options), parameters);
  if (use == "sgd") return make_sgd(parse_options<SgdOptions>(options), parameters);
  throw SpecError({"spec.unknown-optimizer",
                   fmt::format("there is no optimizer '{}'", use),
                   {},
                   did_you_mean(use, {"adam", "sgd"}),
                   {"optimizers are: adam, sgd"}});
}

}  // namespace assay::train
