#include "host/trial_check.hpp"

#include <map>

#include "base/json.hpp"

namespace assay::host {

namespace {

Value list_of(const std::vector<std::string>& texts) {
  Value::Array list;
  for (const auto& text : texts) list.emplace_back(text);
  return {std::move(list)};
}

}  // namespace

std::vector<std::optional<Error>> check_trials(HostProcess& host, const std::vector<Value>& resolved, const std::vector<std::string>& data_roots) {
  if (resolved.empty()) return {};
  std::map<std::string, std::size_t> index_of;
  std::vector<std::size_t> indices;
  Value::Array distinct;
  for (const auto& spec : resolved) {
    const auto [place, is_new] = index_of.emplace(to_json(spec), distinct.size());
    if (is_new) distinct.push_back(spec);
    indices.push_back(place->second);
  }
  const Value reply = host.request(Value::Table{{"op", "check"}, {"trials", std::move(distinct)}, {"data_roots", list_of(data_roots)}});
  const auto& answers = reply.at("errors").array();
  std::vector<std::optional<Error>> errors;
  for (const std::size_t index : indices) {
    const Value& answer = answers.at(index);
    errors.push_back(answer.is_null() ? std::nullopt : std::optional<Error>(error_from_value(answer)));
  }
  return errors;
}

Value data_hashes(HostProcess& host, const Value& dataset, const std::vector<std::string>& data_roots) {
  Value::Array one{Value(Value::Table{{"dataset", dataset}})};
  return host.request(Value::Table{{"op", "data"}, {"trials", std::move(one)}, {"data_roots", list_of(data_roots)}}).at("data").array().at(0);
}

}  // namespace assay::host
