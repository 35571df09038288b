#include "record/trial_summary.hpp"

#include "base/json.hpp"
#include "base/value_list.hpp"
#include "record/layout.hpp"

namespace assay::record {

TrialSummary summary_of(const TrialRecord& record) {
  TrialSummary summary;
  summary.id = record.trial_id;
  summary.arm = record.arm;
  summary.status = record.status;
  summary.seed = record.seed;
  summary.axes = record.axes;
  summary.wall_s = record.wall_s;
  summary.peak_memory_bytes = record.peak_memory_bytes;
  summary.finished_utc = record.finished_utc;
  if (record.failure) {
    summary.error_code = record.failure->code;
    summary.error_text = record.failure->text;
  }
  summary.uses_label_information = record.uses_label_information;
  summary.final_metrics = record.final_metrics;
  for (const auto& file : record.data_files) summary.data_sha256.push_back(file.sha256);
  return summary;
}

std::string to_text(const TrialSummary& summary) {
  Value::Table metrics;
  for (const auto& [name, value] : summary.final_metrics) metrics.emplace(name, value);
  return to_json(Value::Table{{layout::layout_version, layout::version},
                              {"id", summary.id},
                              {"arm", summary.arm},
                              {"status", summary.status},
                              {"seed", summary.seed},
                              {"axes", summary.axes},
                              {"wall_s", summary.wall_s},
                              {"peak_memory_bytes", summary.peak_memory_bytes},
                              {"finished_utc", summary.finished_utc},
                              {"error_code", summary.error_code},
                              {"error_text", summary.error_text},
                              {"uses_label_information", summary.uses_label_information},
                              {"final", std::move(metrics)},
                              {"data_sha256", text_list(summary.data_sha256)}});
}

std::optional<TrialSummary> summary_from_text(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const Value value = parse_json(text);
  if (value.at(layout::layout_version).integer() > layout::version) return std::nullopt;
  TrialSummary summary;
  summary.id = value.at("id").string();
  summary.arm = value.at("arm").string();
  summary.status = value.at("status").string();
  summary.seed = value.at("seed").integer();
  summary.axes = value.at("axes");
  summary.wall_s = json_number(value.at("wall_s"));
  summary.peak_memory_bytes = value.at("peak_memory_bytes").integer();
  summary.finished_utc = value.at("finished_utc").string();
  summary.error_code = value.at("error_code").string();
  summary.error_text = value.at("error_text").string();
  summary.uses_label_information = value.at("uses_label_information").boolean();
  for (const auto& [name, metric] : value.at("final").table()) summary.final_metrics[name] = json_number(metric);
  summary.data_sha256 = text_list(value.at("data_sha256"));
  return summary;
}

}  // namespace assay::record
