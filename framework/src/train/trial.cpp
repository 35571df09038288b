#include "train/trial.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/clock.hpp"
#include "base/settings.hpp"
#include "record/trial_file.hpp"
#include "train/baseline_runner.hpp"
#include "train/composed_runner.hpp"
#include "train/compute_setup.hpp"
#include "train/tensor_array.hpp"
#include "train/tensor_errors.hpp"
#include "train/trial_data.hpp"
#include "train/trial_session.hpp"

namespace assay::train {
namespace {

/// An option that takes its number from the data set.
struct Derived {
  std::string path;
  std::string quantity;  ///< "classes" or "dimensions"
};

void collect_derived(const Value& table, const char* kind, const std::string& path, const Catalog& catalog, std::vector<Derived>& out) {
  const CatalogEntry* entry = catalog.find(kind, table.at("use").string());
  if (entry == nullptr) return;
  for (const auto& field : entry->schema.fields) {
    const Value* value = table.find(field.key);
    if (!field.derived_from.empty() && value != nullptr && *value == Value("from_dataset"))
      out.push_back({path + "." + field.key, field.derived_from});
  }
}

std::vector<Derived> derived_options(const Value& resolved, const Catalog& catalog) {
  std::vector<Derived> out;
  for (const char* kind : {"encoder", "baseline"}) {
    if (const Value* table = resolved.find(kind)) collect_derived(*table, kind, kind, catalog, out);
  }
  for (const auto& [parent, kind] : {std::pair("latent", "latent"), std::pair("stage", "baseline")}) {
    const Value* tables = resolved.find(parent);
    if (tables == nullptr) continue;
    for (const auto& [name, table] : tables->table()) collect_derived(table, kind, std::string(parent) + "." + name, catalog, out);
  }
  return out;
}

void note_training_part(const TrialData& data, Recorder& recorder) {
  if (!data.training_part_only) return;
  recorder.event(EventLevel::info, "train.training-part",
                 fmt::format("trained on {} of {} samples, the training part; evaluations cover all", data.training_info().count, data.info.count));
}

void note_labels(const TrialData& data, Recorder& recorder) {
  if (!data.labels) return;
  recorder.event(EventLevel::info, "train.labels",
                 fmt::format("methods that read labels are told the classes of {} samples, {} of each class; {} samples are for validation",
                             data.labeled(), data.labels->per_class, data.labels->validation));
}

void add_choice(const LabelChoice& choice, std::vector<record::Array>& artifacts) {
  record::Array labeled = to_array("labeled", choice.labeled);
  labeled.dimensions = {"labeled_sample"};
  labeled.help = "indices of the samples whose classes the method was told";
  artifacts.push_back(std::move(labeled));
  if (choice.validation.numel() == 0) return;
  record::Array validation = to_array("validation", choice.validation);
  validation.dimensions = {"validation_sample"};
  validation.help = "indices of the samples that were set aside for validation";
  artifacts.push_back(std::move(validation));
}

void note_derived(const std::vector<Derived>& derived, const DatasetInfo& info, Recorder& recorder) {
  for (const auto& option : derived) {
    const bool classes = option.quantity == "classes";
    recorder.event(classes ? EventLevel::warning : EventLevel::info, "spec.derived",
                   fmt::format("{} = {} comes from the data set{}", option.path, classes ? info.classes : info.dimensions(),
                               classes ? ", which is label information" : ""));
  }
}

/// The last value of each metric, from the series: a resumed trial may have evaluated before the break.
std::map<std::string, double> final_values(const std::vector<std::string>& names, const std::vector<record::SeriesGroup>& series) {
  std::map<std::string, double> values;
  for (const auto& name : names) values[name] = std::numeric_limits<double>::quiet_NaN();
  for (const auto& group : series) {
    if (group.cadence != "eval") continue;
    for (const auto& column : group.columns) {
      const auto entry = values.find(column.name);
      if (entry != values.end() && !column.values.empty()) entry->second = column.values.back();
    }
  }
  return values;
}

/// What a trial starts from. It is read before the training: afterwards the files may be gone, and the result must not be lost for that.
struct Origins {
  std::vector<record::DataFileRow> data_files;
  std::vector<record::StageRow> stages;
};

Origins origins_of(const record::TrialJob& job, const TrialData& data) {
  Origins origins{hash_files(*data.dataset), {}};
  for (const auto& [name, file] : job.stages) {
    const auto summary = record::read_trial_summary(file);
    origins.stages.push_back({name, summary.id, job.provenance.resolved.at("stage").at(name).at("use").string(), summary.wall_s});
  }
  return origins;
}

void write_trial(const record::TrialJob& job, const TrialData& data, const Origins& origins, const c10::Device& device,
                 const std::vector<Derived>& derived, TrialResults results, TrialSession& session) {
  record::TrialRecord record = job.provenance;
  record::read_journal_into(session.journal(), record);
  record.status = "done";
  record.started_utc = session.started_utc();
  record.finished_utc = utc_now();
  record.wall_s = session.recorder().wall_s();
  record.resumes = session.resumes();
  record.peak_memory_bytes = peak_memory_bytes();
  record.uses_label_information = std::any_of(derived.begin(), derived.end(), [](const Derived& option) { return option.quantity == "classes"; });
  record.samples_trained = data.training_info().count;
  record.samples_labeled = data.labeled();
  record.data_files = origins.data_files;
  record.stages = origins.stages;
  for (auto& entry : describe_compute(device)) record.build[entry.first] = entry.second;
  record.final_metrics = final_values(results.metric_names, record.series);
  record.artifacts = std::move(results.artifacts);
  record.weights = std::move(results.weights);
  record::write_trial_file(job.folder.trial(job.id()), record);
  session.remove_files();
}

Outcome attempt(const record::TrialJob& job, const host::Registry& registry, const StopRequested& stop_requested,
                const std::optional<record::Checkpoint>& checkpoint, const std::string& start_over_because) {
  const Value& resolved = job.provenance.resolved;
  const c10::Device device = parse_device(job.device);
  Streams streams(static_cast<std::uint64_t>(job.provenance.seed), device);
  TrialSession session(job, streams, stop_requested, checkpoint);
  if (!start_over_because.empty()) {
    session.recorder().event(EventLevel::warning, "checkpoint.unusable", "the trial starts over: " + start_over_because);
  }
  const TrialData data = open_data(resolved, registry, job.data_roots);
  const Origins origins = origins_of(job, data);
  const auto derived = derived_options(resolved, registry.catalog());
  if (session.saved() == nullptr) {
    note_derived(derived, data.info, session.recorder());
    note_training_part(data, session.recorder());
    note_labels(data, session.recorder());
  }

  DatasetContents contents = load_data(data);
  const LabelChoice choice = choose_labels(data, contents, static_cast<std::uint64_t>(job.provenance.seed));
  const Labels labels{contents.labels, data.info.classes, contents.split, choice.validation};
  const RunnerInputs inputs{resolved, registry, data, contents.x.to(device), training_part(data, contents, choice), labels, choice, device};
  contents.x = Tensor();
  auto results = resolved.find("baseline") != nullptr ? run_baseline(inputs, job.stages, session) : run_composed(inputs, session);
  if (!results) return session.has_paused() ? Outcome::paused : Outcome::interrupted;
  if (contents.split.defined()) results->artifacts.push_back(to_array("split", contents.split));
  if (choice.is_made()) add_choice(choice, results->artifacts);
  write_trial(job, data, origins, device, derived, std::move(*results), session);
  return Outcome::done;
}

bool is_checkpoint_problem(const Error& error) {
  return error.code().rfind("checkpoint.", 0) == 0 || error.code() == "record.journal-damaged" || error.code() == "state.missing" ||
         error.code() == "h5.unreadable";
}

}  // namespace

Outcome run_trial(const record::TrialJob& job, const host::Registry& registry, const StopRequested& stop_requested) {
  set_up_compute(parse_options<RunOptions>(job.run_options).threads);
  std::string why_not;
  const auto checkpoint = find_checkpoint(job, why_not);
  return with_tensor_errors([&] {
    if (checkpoint) {
      try {
        return attempt(job, registry, stop_requested, checkpoint, {});
      } catch (const Error& error) {
        if (!is_checkpoint_problem(error)) throw;
        why_not = error.diagnostics().front().message;
      }
    }
    return attempt(job, registry, stop_requested, std::nullopt, why_not);
  });
}

}  // namespace assay::train
