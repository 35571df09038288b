#include "base/settings.hpp"

namespace assay {

const std::vector<CatalogEntry>& builtin_entries() {
  static const std::vector<CatalogEntry> entries{
      {"optimizer", "adam", "adaptive moments (Kingma and Ba 2015)", "", "", "", schema_of<AdamOptions>()},
      {"optimizer", "sgd", "stochastic gradient descent with momentum", "", "", "", schema_of<SgdOptions>()},
      {"table", "train", "training of a composed model", "", "", "", schema_of<TrainOptions>()},
      {"table", "loss", "one term of the objective, besides the options of the loss itself", "", "", "", schema_of<LossTableOptions>()},
      {"table", "evaluate", "what is measured, and when", "", "", "", schema_of<EvaluateOptions>()},
      {"table", "run", "how trials run; never part of a trial's identity", "", "", "", schema_of<RunOptions>()},
  };
  return entries;
}

}  // namespace assay
