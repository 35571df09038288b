#include "record/trial_comparison.hpp"

#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "record/trial_file.hpp"

namespace assay::record {
namespace {

using Columns = std::map<std::string, std::vector<double>>;

bool same_bits(const void* left, const void* right, std::size_t bytes) { return bytes == 0 || std::memcmp(left, right, bytes) == 0; }

bool same_bits(const std::vector<double>& left, const std::vector<double>& right) {
  return left.size() == right.size() && same_bits(left.data(), right.data(), left.size() * sizeof(double));
}

bool same_bits(const Array& left, const Array& right) {
  return left.type == right.type && left.shape == right.shape && same_bits(left.data, right.data, left.bytes());
}

/// Series and final metrics by their path in the file.
Columns columns_of(const TrialRecord& record) {
  Columns columns;
  for (const auto& group : record.series) {
    const std::string path = "series/" + group.cadence + '/';
    columns[path + "index"] = std::vector<double>(group.index.begin(), group.index.end());
    for (const auto& column : group.columns) columns[path + column.name] = column.values;
  }
  for (const auto& [name, value] : record.final_metrics) columns["final/" + name] = {value};
  return columns;
}

std::set<std::string> arrays_of(const std::filesystem::path& file) {
  std::set<std::string> paths;
  for (const char* group : {"artifacts", "weights"}) {
    for (const auto& name : list_trial_arrays(file, group)) paths.insert(std::string(group).append(1, '/').append(name));
  }
  return paths;
}

std::map<std::string, std::string> environment_of(const TrialRecord& record) {
  std::map<std::string, std::string> entries{{"version", record.assay_version}, {"commit", record.git}};
  for (const auto& [key, value] : record.build) entries["build." + key] = value;
  for (const auto& plugin : record.plugins) entries["plugin " + plugin.kind + '.' + plugin.name] = plugin.version + ", sha256 " + plugin.sha256;
  for (const auto& file : record.data_files) entries["data " + std::filesystem::path(file.path).filename().string()] = "sha256 " + file.sha256;
  return entries;
}

}  // namespace

TrialComparison compare_trials(const std::filesystem::path& left, const std::filesystem::path& right) {
  TrialComparison comparison;
  const TrialRecord first = read_trial_file(left);
  const TrialRecord second = read_trial_file(right);
  if (first.status != second.status) comparison.differing.emplace_back("status");

  const auto note = [&](const std::string& path, bool same) {
    ++comparison.compared;
    if (!same) comparison.differing.push_back(path);
  };
  const Columns columns = columns_of(first);
  const Columns other_columns = columns_of(second);
  for (const auto& [path, values] : columns) {
    const auto found = other_columns.find(path);
    note(path, found != other_columns.end() && same_bits(values, found->second));
  }
  for (const auto& [path, values] : other_columns) {
    if (columns.count(path) == 0) note(path, false);
  }

  const auto arrays = arrays_of(left);
  const auto other_arrays = arrays_of(right);
  for (const auto& path : arrays) {
    note(path, other_arrays.count(path) != 0 && same_bits(read_trial_array(left, path), read_trial_array(right, path)));
  }
  for (const auto& path : other_arrays) {
    if (arrays.count(path) == 0) note(path, false);
  }
  return comparison;
}

std::vector<EnvironmentDifference> environment_differences(const TrialRecord& left, const TrialRecord& right) {
  std::map<std::string, std::pair<std::string, std::string>> both;
  for (const auto& [what, value] : environment_of(left)) both[what].first = value;
  for (const auto& [what, value] : environment_of(right)) both[what].second = value;
  std::vector<EnvironmentDifference> differences;
  for (const auto& [what, values] : both) {
    if (values.first != values.second) differences.push_back({what, values.first, values.second});
  }
  return differences;
}

}  // namespace assay::record
