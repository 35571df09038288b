#include "train/trial_session.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/clock.hpp"
#include "base/settings.hpp"
#include "train/tensor_array.hpp"

namespace assay::train {
namespace {

constexpr std::int64_t checkpoint_version = 1;

std::uint64_t journal_bytes(const std::optional<record::Checkpoint>& checkpoint) {
  return checkpoint ? static_cast<std::uint64_t>(checkpoint->meta.at("journal_bytes").integer()) : 0;
}

std::int64_t epochs_of(const Value& resolved) {
  const Value* epochs = resolved.find("baseline") == nullptr ? resolved.find_path("train.epochs") : nullptr;
  return epochs != nullptr ? epochs->integer() : 0;
}

std::vector<Value> read_events(const std::filesystem::path& path) { return record::JournalReader(path).poll(); }

}  // namespace

NamedTensors SavedState::under(const std::string& prefix) const {
  NamedTensors found;
  for (const auto& [name, value] : tensors) {
    if (name.compare(0, prefix.size(), prefix) == 0) found.emplace_back(name.substr(prefix.size()), value);
  }
  return found;
}

Tensor SavedState::tensor(const std::string& name) const {
  for (const auto& entry : tensors) {
    if (entry.first == name) return entry.second;
  }
  throw DataError("checkpoint.unusable", "the checkpoint has no '" + name + "'");
}

std::optional<record::Checkpoint> find_checkpoint(const record::TrialJob& job, std::string& why_not) {
  const auto path = job.folder.checkpoint(job.id());
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    auto checkpoint = record::read_checkpoint(path);
    const Value& meta = checkpoint.meta;
    const auto is = [&](const char* key, const Value& wanted) { return meta.find(key) != nullptr && *meta.find(key) == wanted; };
    if (!is("trial_id", job.id())) {
      why_not = "it belongs to another trial";
    } else if (!is("version", checkpoint_version)) {
      why_not = "it was written by another version of assay";
    } else if (!is("device", job.device)) {
      why_not = "the trial ran on another device";
    } else {
      return checkpoint;
    }
  } catch (const Error& error) {
    why_not = error.diagnostics().front().message;
  }
  return std::nullopt;
}

TrialSession::TrialSession(const record::TrialJob& job, Streams& streams, StopRequested stop_requested,
                           const std::optional<record::Checkpoint>& checkpoint)
    : job_(job),
      streams_(streams),
      stop_requested_(std::move(stop_requested)),
      journal_(job.folder.journal(job.id()), journal_bytes(checkpoint)),
      recorder_(journal_, checkpoint ? read_events(job.folder.journal(job.id())) : std::vector<Value>{},
                checkpoint ? checkpoint->meta.at("wall_s").real() : 0.0),
      checkpoint_s_(parse_options<RunOptions>(job.run_options).checkpoint_s),
      epochs_(epochs_of(job.provenance.resolved)) {
  if (checkpoint) {
    resume(*checkpoint);
  } else {
    begin();
  }
}

void TrialSession::begin() {
  std::error_code ignored;
  std::filesystem::remove(job_.folder.checkpoint(job_.id()), ignored);
  started_utc_ = utc_now();
  recorder_.state("started", 0, epochs_);
}

void TrialSession::resume(const record::Checkpoint& checkpoint) {
  const Value& meta = checkpoint.meta;
  SavedState saved;
  saved.progress = meta.at("progress");
  for (const auto& array : checkpoint.arrays) saved.tensors.emplace_back(array.name, to_tensor(array));
  streams_.restore(saved.under("stream/"));
  recorder_.restore_pending(meta.at("pending"));
  for (const auto& name : meta.at("kept").array()) {
    kept_names_.push_back(name.string());
    if (!std::filesystem::exists(kept_path(name.string()))) {
      throw DataError("checkpoint.unusable", "the array '" + name.string() + "' that the trial had stored is gone");
    }
  }
  resumes_ = meta.at("resumes").integer() + 1;
  started_utc_ = meta.at("started_utc").string();
  saved_ = std::move(saved);
  recorder_.state("resumed", meta.at("epoch").integer(), epochs_);
}

bool TrialSession::save_due(bool round_ended) const {
  if (checkpoint_s_ == 0.0) return round_ended;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - last_save_).count() >= checkpoint_s_;
}

void TrialSession::save(const Value& progress, const NamedTensors& tensors, std::int64_t epoch) {
  record::Checkpoint checkpoint;
  for (const auto& [name, value] : tensors) checkpoint.arrays.push_back(to_array(name, value));
  for (const auto& [name, value] : streams_.state()) checkpoint.arrays.push_back(to_array("stream/" + name, value));
  recorder_.state("checkpoint", epoch, epochs_);
  journal_.sync();
  Value::Array kept;
  for (const auto& name : kept_names_) kept.emplace_back(name);
  checkpoint.meta = Value::Table{{"trial_id", job_.id()},
                                 {"version", checkpoint_version},
                                 {"device", job_.device},
                                 {"epoch", epoch},
                                 {"journal_bytes", static_cast<std::int64_t>(journal_.size())},
                                 {"wall_s", recorder_.wall_s()},
                                 {"resumes", resumes_},
                                 {"started_utc", started_utc_},
                                 {"pending", recorder_.pending()},
                                 {"kept", std::move(kept)},
                                 {"progress", progress}};
  record::write_checkpoint(job_.folder.checkpoint(job_.id()), checkpoint);
  last_save_ = std::chrono::steady_clock::now();
}

void TrialSession::expect_rounds(std::int64_t round, std::int64_t total) {
  epochs_ = total;
  recorder_.state("expected", round, epochs_);
}

void TrialSession::interrupted(std::int64_t epoch) { recorder_.state("interrupted", epoch, epochs_); }

void TrialSession::paused(std::int64_t epoch) {
  interrupted(epoch);
  paused_ = true;
}

std::filesystem::path TrialSession::kept_path(const std::string& name) const {
  std::string file = name;
  std::replace(file.begin(), file.end(), '/', '.');
  return job_.folder.trials() / (job_.id() + "." + file + ".part.h5");
}

void TrialSession::keep(const record::Array& array) {
  record::write_checkpoint(kept_path(array.name), {Value(Value::Table{{"trial_id", job_.id()}}), {array}});
  if (std::find(kept_names_.begin(), kept_names_.end(), array.name) == kept_names_.end()) kept_names_.push_back(array.name);
}

std::vector<record::Array> TrialSession::kept() const {
  std::vector<std::string> names = kept_names_;
  std::sort(names.begin(), names.end());
  std::vector<record::Array> arrays;
  arrays.reserve(names.size());
  for (const auto& name : names) arrays.push_back(record::read_checkpoint(kept_path(name)).arrays.at(0));
  return arrays;
}

std::vector<Value> TrialSession::journal() const { return read_events(job_.folder.journal(job_.id())); }

void TrialSession::remove_files() {
  std::error_code ignored;
  std::filesystem::remove(job_.folder.journal(job_.id()), ignored);
  std::filesystem::remove(job_.folder.checkpoint(job_.id()), ignored);
  for (const auto& name : kept_names_) std::filesystem::remove(kept_path(name), ignored);
}

}  // namespace assay::train
