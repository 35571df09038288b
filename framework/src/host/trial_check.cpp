#include "host/trial_check.hpp"

#include <map>

#include "base/json.hpp"
#include "base/value_list.hpp"

namespace assay::host {

std::vector<TrialCheck> check_trials(HostProcess& host, const std::vector<Value>& resolved, const std::vector<std::string>& data_roots,
                                     const std::string& device) {
  if (resolved.empty()) return {};
  std::map<std::string, std::size_t> index_of;
  std::vector<std::size_t> indices;
  Value::Array distinct;
  for (const auto& spec : resolved) {
    const auto [place, is_new] = index_of.emplace(to_json(spec), distinct.size());
    if (is_new) distinct.push_back(spec);
    indices.push_back(place->second);
  }
  const Value reply =
      host.request(Value::Table{{"op", "check"}, {"trials", std::move(distinct)}, {"data_roots", text_list(data_roots)}, {"device", device}});
  const auto& outcomes = reply.at("outcomes").array();
  std::vector<TrialCheck> checks;
  for (const std::size_t index : indices) {
    const Value& outcome = outcomes.at(index);
    if (outcome.is_array()) {
      checks.push_back({std::nullopt, text_list(outcome)});
    } else {
      checks.push_back({error_from_value(outcome), {}});
    }
  }
  return checks;
}

Value data_hashes(HostProcess& host, const Value& dataset, const std::vector<std::string>& data_roots) {
  Value::Array one{Value(Value::Table{{"dataset", dataset}})};
  return host.request(Value::Table{{"op", "data"}, {"trials", std::move(one)}, {"data_roots", text_list(data_roots)}}).at("data").array().at(0);
}

}  // namespace assay::host
