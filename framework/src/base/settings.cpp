#include "base/settings.hpp"

#include <algorithm>

namespace assay {
namespace {

Schema composed_model_schema() {
  Schema schema;
  schema.needs = {{"encoder", "the network from data to features, with its decoder"},
                  {"latent", "the latent variables"},
                  {"loss", "the terms of the objective"},
                  {"train", "how it is trained"}};
  return schema;
}

}  // namespace

const std::vector<CatalogEntry>& builtin_entries() {
  static const std::vector<CatalogEntry> entries{
      {"optimizer", "adam", "adaptive moments (Kingma and Ba 2015)", "", "", "", schema_of<AdamOptions>()},
      {"optimizer", "sgd", "stochastic gradient descent with momentum", "", "", "", schema_of<SgdOptions>()},
      {"stage", composed_model, "the composed model of the spec, whose features others work on", "", "", "", composed_model_schema()},
      {"table", "dataset", "what the samples are used for, besides the options of the data set itself", "", "", "", schema_of<DatasetTableOptions>()},
      {"table", "labels", "for methods that read labels: the few samples whose classes they are told, all others staying hidden", "", "", "",
       schema_of<LabelOptions>()},
      {"table", "train", "training of a composed model", "", "", "", schema_of<TrainOptions>()},
      {"table", "loss", "one term of the objective, besides the options of the loss itself", "", "", "", schema_of<LossTableOptions>()},
      {"table", "evaluate", "what is measured, and when", "", "", "", schema_of<EvaluateOptions>()},
      {"table", "run", "how trials run; never part of a trial's identity", "", "", "", schema_of<RunOptions>()},
      {"table", "slurm", "what --executor slurm asks the cluster for; never part of a trial's identity", "", "", "", schema_of<SlurmOptions>()},
  };
  return entries;
}

const CatalogEntry* find_builtin(std::string_view kind, std::string_view name) {
  const auto& entries = builtin_entries();
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const CatalogEntry& entry) { return entry.kind == kind && entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

bool is_composed_stage(const Value& table) { return table.at("use").string() == composed_model; }

std::string method_of(const Value& resolved) {
  const Value* use = resolved.find_path("baseline.use");
  return use == nullptr ? composed_model : use->string();
}

}  // namespace assay
