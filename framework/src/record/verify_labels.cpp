#include "record/verify_labels.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "record/trial_file.hpp"

namespace assay::record {
namespace {

template <class T>
std::vector<T> read_artifact(const std::filesystem::path& file, const std::string& name) {
  const auto names = list_trial_arrays(file, "artifacts");
  if (std::find(names.begin(), names.end(), name) == names.end()) return {};
  const Array array = read_trial_array(file, "artifacts/" + name);
  const auto* values = static_cast<const T*>(array.data);
  return {values, values + array.elements()};
}

bool strictly_ascending(const std::vector<std::int64_t>& rows) {
  return std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end();
}

bool all_within(const std::vector<std::int64_t>& rows, std::size_t count) {
  return std::all_of(rows.begin(), rows.end(), [&](std::int64_t row) { return row >= 0 && static_cast<std::size_t>(row) < count; });
}

bool equally_many(const std::vector<std::int64_t>& rows, const std::vector<std::int64_t>& labels) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const std::int64_t row : rows) ++counts[labels[static_cast<std::size_t>(row)]];
  return std::all_of(counts.begin(), counts.end(), [&](const auto& one) { return one.second == counts.begin()->second; });
}

}  // namespace

std::string contradiction_of_labels(const TrialRecord& record, const std::filesystem::path& file) {
  const auto labeled = read_artifact<std::int64_t>(file, "labeled");
  const auto validation = read_artifact<std::int64_t>(file, "validation");
  if (static_cast<std::int64_t>(labeled.size()) != record.samples_labeled) {
    return fmt::format("{} samples are listed as labeled, but the method was told {}", labeled.size(), record.samples_labeled);
  }
  if (labeled.empty()) return validation.empty() ? "" : "samples were set aside for validation, but none are labeled";
  const auto labels = read_artifact<std::int64_t>(file, "labels");
  const auto split = read_artifact<std::uint8_t>(file, "split");
  for (const auto* rows : {&labeled, &validation}) {
    if (!strictly_ascending(*rows)) return "a labeled or validation sample is listed twice or out of order";
    if (!all_within(*rows, labels.size())) return "a labeled or validation sample does not exist";
    const auto is_test = [&](std::int64_t row) { return split[static_cast<std::size_t>(row)] == 1; };
    if (split.size() == labels.size() && std::any_of(rows->begin(), rows->end(), is_test))
      return "a labeled or validation sample is of the test part";
  }
  std::vector<std::int64_t> both;
  std::set_intersection(labeled.begin(), labeled.end(), validation.begin(), validation.end(), std::back_inserter(both));
  if (!both.empty()) return "a sample is both labeled and for validation";
  return equally_many(labeled, labels) ? "" : "the labeled samples are not equally many of each class";
}

}  // namespace assay::record
