#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/abi/export.hpp"
#include "assay/options/field.hpp"
#include "assay/options/optimizer.hpp"
#include "base/catalog.hpp"

/// The framework's own spec tables, declared with the same field tables as plugin options.

namespace assay {

/// [train]; the keys `optimizer` and `lr` of a composed model included. `optimizer` itself is a component table (see OptimizerOptions).
struct TrainOptions {
  std::int64_t epochs = 100;
  std::int64_t batch = 200;
  Schedule lr = 1e-3;
  double clip_norm = 0.0;
  bool drop_last = false;

  static constexpr auto fields = assay::fields(
      assay::field("epochs", &TrainOptions::epochs, "passes over the training samples").in(1, 1e6),
      assay::field("batch", &TrainOptions::batch, "samples per step").in(1, 1e6),
      assay::field("lr", &TrainOptions::lr, "learning rate, per epoch").above(0.0),
      assay::field("clip_norm", &TrainOptions::clip_norm, "gradients are scaled down to this global L2 norm; 0 switches it off").at_least(0.0),
      assay::field("drop_last", &TrainOptions::drop_last, "skip the last batch of an epoch when it is smaller"));
};

/// The keys of [dataset] that belong to the framework; all others are options of the data set.
struct DatasetTableOptions {
  std::string train_on = "all";

  static constexpr auto fields =
      assay::fields(assay::field("train_on", &DatasetTableOptions::train_on,
                                 "samples that methods and stages are trained on: all, or the training part alone, so that "
                                 "test samples are unseen; evaluations cover all samples either way")
                        .one_of("all", "training_part"));
};

/// [labels]: which samples methods that learn from few labels are told the classes of.
struct LabelOptions {
  std::int64_t per_class = 0;
  std::int64_t validation = 0;

  static constexpr auto fields = assay::fields(
      assay::field("per_class", &LabelOptions::per_class,
                   "samples of each class whose label a method is told; drawn from the training part by the trial's seed, the same for every method")
          .in(1, 1e9)
          .required(),
      assay::field(
          "validation", &LabelOptions::validation,
          "samples of the training part that are set aside for the choice of a model: drawn by the seed, seen by no method that reads labels")
          .in(0, 1e9));
};

/// The keys of every [[loss]] table that belong to the framework; all others are options of the loss.
struct LossTableOptions {
  std::string on;
  Schedule weight = 1.0;

  static constexpr auto fields =
      assay::fields(assay::field("on", &LossTableOptions::on, "name of the latent that a latent loss reads; empty for reconstruction losses"),
                    assay::field("weight", &LossTableOptions::weight, "factor of this term in the objective, per epoch").at_least(0.0));
};

/// [evaluate]; `metrics`, a list of metric names or tables with `use`, is checked by the spec layer.
struct EvaluateOptions {
  std::int64_t every = 1;
  std::vector<std::int64_t> embed_at;
  std::int64_t batch = 2000;

  static constexpr auto fields =
      assay::fields(assay::field("every", &EvaluateOptions::every, "epochs between evaluations; the last epoch is always evaluated").in(1, 1e6),
                    assay::field("embed_at", &EvaluateOptions::embed_at, "epochs after which the embedding of all samples is stored").in(1, 1e6),
                    assay::field("batch", &EvaluateOptions::batch, "samples per forward pass of an evaluation").in(1, 1e6));
};

/// [run]: how trials run. Nothing here may change a result, so nothing here is part of a trial's identity.
struct RunOptions {
  std::int64_t threads = 1;
  double timeout_s = 0.0;
  std::int64_t memory_mb = 0;
  double checkpoint_s = 30.0;
  double lease_s = 60.0;

  static constexpr auto fields = assay::fields(
      assay::field("threads", &RunOptions::threads, "compute threads of each trial").in(1, 1024),
      assay::field("timeout_s", &RunOptions::timeout_s, "a trial that runs longer fails; 0 means no limit; unit s").at_least(0.0),
      assay::field("memory_mb", &RunOptions::memory_mb, "a trial whose resident memory grows beyond this fails; 0 means no limit; unit MiB")
          .at_least(0),
      assay::field("checkpoint_s", &RunOptions::checkpoint_s, "least time between two checkpoints of a trial; 0 saves one every epoch; unit s")
          .at_least(0.0),
      assay::field("lease_s", &RunOptions::lease_s,
                   "a trial whose process on another machine gives no sign of life for so long is taken over by one that waited; unit s")
          .in(1.0, 86400.0));
};

/// [sweep.halving]: after so many epochs only the better settings of each arm go on. Settings, not options of a trial: no part of its identity.
struct HalvingOptions {
  std::string metric;
  std::string goal = "max";
  std::vector<std::int64_t> epochs;
  double factor = 3.0;

  static constexpr auto fields =
      assay::fields(assay::field("metric", &HalvingOptions::metric, "what settings are judged by: its mean over the seeds").required(),
                    assay::field("goal", &HalvingOptions::goal, "which means are better").one_of("max", "min"),
                    assay::field("epochs", &HalvingOptions::epochs, "ends of the rungs, ascending; who is left after the last one runs to its end")
                        .in(1, 1e6)
                        .required(),
                    assay::field("factor", &HalvingOptions::factor, "of n settings the best n / factor go on, at least one").above(1.0));
};

/// [slurm]: what --executor slurm asks the cluster for. What is left empty or 0 is left to sbatch: its variables (SBATCH_PARTITION, …), the site's
/// defaults.
struct SlurmOptions {
  std::string partition;
  std::string account;
  std::string qos;
  std::string time;
  std::int64_t memory_mb = 0;
  std::int64_t gpus = 0;
  std::int64_t jobs = 1;
  std::int64_t trials_per_element = 1;
  std::int64_t concurrent = 0;
  std::int64_t warn_s = 120;
  std::vector<std::string> options;
  std::vector<std::string> setup;

  static constexpr auto fields = assay::fields(
      assay::field("partition", &SlurmOptions::partition, "partition; empty: the site's default"),
      assay::field("account", &SlurmOptions::account, "account to charge; empty: the user's default"),
      assay::field("qos", &SlurmOptions::qos, "quality of service; empty: the site's default"),
      assay::field(
          "time", &SlurmOptions::time,
          "time limit of an array element, as sbatch takes it (\"4:00:00\"); trials that need longer save and go on in the requeued element"),
      assay::field("memory_mb", &SlurmOptions::memory_mb, "memory of an array element; 0: the site's default; unit MiB").at_least(0),
      assay::field("gpus", &SlurmOptions::gpus, "GPUs of an array element, for --device cuda").in(0, 1024),
      assay::field("jobs", &SlurmOptions::jobs, "trials at a time within an array element; each gets [run] threads processors").in(1, 1024),
      assay::field("trials_per_element", &SlurmOptions::trials_per_element,
                   "trials for which one array element is submitted; more than 1 saves starts when trials are short. An element goes on to whatever "
                   "trial is free, so none waits for a slow or lost one")
          .in(1, 1e6),
      assay::field("concurrent", &SlurmOptions::concurrent, "array elements that may run at a time; 0: as many as the site lets").in(0, 1e6),
      assay::field("warn_s", &SlurmOptions::warn_s, "how long before its time limit an element is told to save and is requeued; unit s").in(1, 65535),
      assay::field("options", &SlurmOptions::options, "further options of sbatch, one each (\"--constraint=a100\")"),
      assay::field("setup", &SlurmOptions::setup, "lines of shell that every job runs first (\"module load cuda\")"));
};

/// [figure.<name>], and what `assay figure` takes.
struct FigureOptions {
  std::string kind = "curves";
  std::vector<std::string> metrics;
  std::vector<std::string> over;
  std::vector<std::string> where;
  std::vector<std::int64_t> epochs;
  std::string projection = "tsne";
  std::string colour = "class";
  std::int64_t samples = 2000;
  std::int64_t columns = 10;
  std::int64_t draw_seed = 1;

  static constexpr auto fields = assay::fields(
      assay::field("kind", &FigureOptions::kind, "what is drawn")
          .one_of("curves", "sweep", "embedding", "generation", "style", "confusion", "health", "critical_difference"),
      assay::field("metrics", &FigureOptions::metrics,
                   "of curves, sweep and critical_difference: metrics, empty for those of [table]; of health: series, empty for all"),
      assay::field("over", &FigureOptions::over, "of sweep: the swept options along the axis, one line each; empty for the only one"),
      assay::field("where", &FigureOptions::where, "the trials that count: \"<axis>=<value>\" with arm, case, seed or a swept option for axis"),
      assay::field("epochs", &FigureOptions::epochs, "of embedding: epochs with a stored embedding, a panel each; empty for all").in(1, 1e6),
      assay::field("projection", &FigureOptions::projection, "of embedding: how features become points of the plane").one_of("tsne", "pca"),
      assay::field("colour", &FigureOptions::colour, "of embedding: what the colour of a point is").one_of("class", "cluster"),
      assay::field("samples", &FigureOptions::samples, "of embedding: points, evenly spread over the data set; 0 for all").at_least(0.0),
      assay::field("columns", &FigureOptions::columns, "of generation: draws of z; of style: input images").in(1, 100),
      assay::field("draw_seed", &FigureOptions::draw_seed, "of generation: seed of the draws of z").at_least(0.0));
};

/// What a stage names with `use` to be the composed model of the spec instead of a baseline.
constexpr const char* composed_model = "composed";

/// Catalogue entries of what is built into the framework: kind "optimizer", kind "stage" for the composed model, and kind "table" for
/// dataset, labels, train, loss, evaluate, run and slurm.
ASSAY_EXPORT const std::vector<CatalogEntry>& builtin_entries();

/// The entry among them, or nullptr.
ASSAY_EXPORT const CatalogEntry* find_builtin(std::string_view kind, std::string_view name);

/// Whether a resolved [stage.<name>] is the composed model.
ASSAY_EXPORT bool is_composed_stage(const Value& table);

/// The method of a resolved trial or stage: what its [baseline] uses, or `composed_model`.
ASSAY_EXPORT std::string method_of(const Value& resolved);

}  // namespace assay
