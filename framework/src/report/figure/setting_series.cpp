#include "report/figure/setting_series.hpp"

#include <algorithm>

namespace assay::report {

std::map<std::int64_t, std::vector<double>> values_by_index(const SettingSeries& setting, const std::string& column) {
  std::map<std::int64_t, std::vector<double>> values;
  for (const auto& series : setting.trials) {
    const auto found = std::find_if(series.columns.begin(), series.columns.end(), [&](const record::Column& one) { return one.name == column; });
    if (found == series.columns.end()) continue;
    for (std::size_t i = 0; i < found->values.size(); ++i) values[series.index[i]].push_back(found->values[i]);
  }
  return values;
}

std::vector<const record::Column*> all_columns(const std::vector<SettingSeries>& settings) {
  std::vector<const record::Column*> columns;
  for (const auto& setting : settings) {
    for (const auto& series : setting.trials) {
      for (const auto& column : series.columns) {
        const bool known = std::any_of(columns.begin(), columns.end(), [&](const record::Column* one) { return one->name == column.name; });
        if (!known) columns.push_back(&column);
      }
    }
  }
  return columns;
}

}  // namespace assay::report
