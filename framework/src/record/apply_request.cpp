#include "record/apply_request.hpp"

#include "base/value_list.hpp"

namespace assay::record {

Value ApplyRequest::to_value() const {
  return Value::Table{
      {"trial", trial.string()}, {"cache", cache.string()}, {"task", task}, {"output", output.string()}, {"data_roots", text_list(data_roots)},
      {"device", device},        {"dataset", dataset},      {"part", part}, {"columns", columns},        {"seed", seed}};
}

ApplyRequest ApplyRequest::from_value(const Value& value) {
  return {value.at("trial").string(),        value.at("cache").string(),  value.at("task").string(), value.at("output").string(),
          text_list(value.at("data_roots")), value.at("device").string(), value.at("dataset"),       value.at("part").string(),
          value.at("columns").integer(),     value.at("seed").integer()};
}

}  // namespace assay::record
