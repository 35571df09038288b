#include "record/trial_job.hpp"

#include "base/json.hpp"
#include "base/value_list.hpp"

namespace assay::record {
namespace {

Value plugin_to_value(const PluginRow& row) {
  Value value;
  value["kind"] = row.kind;
  value["name"] = row.name;
  value["version"] = row.version;
  value["library"] = row.library;
  value["sha256"] = row.sha256;
  return value;
}

PluginRow plugin_from_value(const Value& value) {
  return {value.at("kind").string(), value.at("name").string(), value.at("version").string(), value.at("library").string(),
          value.at("sha256").string()};
}

Value source_to_value(const SourceText& source) {
  Value value;
  value["path"] = source.path;
  value["text"] = source.text;
  return value;
}

SourceText source_from_value(const Value& value) { return {value.at("path").string(), value.at("text").string()}; }

Value data_file_to_value(const DataFileRow& row) {
  Value value;
  value["path"] = row.path;
  value["sha256"] = row.sha256;
  value["bytes"] = row.bytes;
  return value;
}

DataFileRow data_file_from_value(const Value& value) { return {value.at("path").string(), value.at("sha256").string(), value.at("bytes").integer()}; }

/// Everything that is known before a trial runs; measurements do not travel.
Value provenance_to_value(const TrialRecord& record) {
  Value value;
  value["study"] = record.study;
  value["profile"] = record.profile;
  value["arm"] = record.arm;
  value["trial_id"] = record.trial_id;
  value["seed"] = record.seed;
  value["axes"] = record.axes;
  value["resolved"] = record.resolved;
  value["sources"] = to_list(record.sources, source_to_value);
  value["created_utc"] = record.created_utc;
  value["assay_version"] = record.assay_version;
  value["git"] = record.git;
  value["command"] = record.command;
  value["host"] = record.host;
  value["plugins"] = to_list(record.plugins, plugin_to_value);
  value["data_files"] = to_list(record.data_files, data_file_to_value);
  value["build"] = Value::Table{};
  for (const auto& entry : record.build) value["build"][entry.first] = entry.second;
  value["uses_label_information"] = record.uses_label_information;
  return value;
}

TrialRecord provenance_from_value(const Value& value) {
  TrialRecord record;
  record.study = value.at("study").string();
  record.profile = value.at("profile").string();
  record.arm = value.at("arm").string();
  record.trial_id = value.at("trial_id").string();
  record.seed = value.at("seed").integer();
  record.axes = value.at("axes");
  record.resolved = value.at("resolved");
  record.sources = from_list<SourceText>(value.at("sources"), source_from_value);
  record.created_utc = value.at("created_utc").string();
  record.assay_version = value.at("assay_version").string();
  record.git = value.at("git").string();
  record.command = value.at("command").string();
  record.host = value.at("host").string();
  record.plugins = from_list<PluginRow>(value.at("plugins"), plugin_from_value);
  record.data_files = from_list<DataFileRow>(value.at("data_files"), data_file_from_value);
  for (const auto& entry : value.at("build").table()) record.build[entry.first] = entry.second.string();
  record.uses_label_information = value.at("uses_label_information").boolean();
  return record;
}

}  // namespace

Value TrialJob::to_value() const {
  Value value;
  value["folder"] = folder.root.string();
  value["device"] = device;
  value["data_roots"] = text_list(data_roots);
  value["run_options"] = run_options;
  value["pause_after"] = pause_after;
  value["stages"] = Value::Table{};
  for (const auto& stage : stages) value["stages"][stage.first] = stage.second.string();
  value["provenance"] = provenance_to_value(provenance);
  return value;
}

TrialJob TrialJob::from_value(const Value& value) {
  TrialJob job;
  job.folder.root = value.at("folder").string();
  job.device = value.at("device").string();
  job.data_roots = text_list(value.at("data_roots"));
  job.run_options = value.at("run_options");
  job.pause_after = value.at("pause_after").integer();
  for (const auto& stage : value.at("stages").table()) job.stages[stage.first] = stage.second.string();
  job.provenance = provenance_from_value(value.at("provenance"));
  return job;
}

}  // namespace assay::record
