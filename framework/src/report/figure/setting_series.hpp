#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "record/trial_record.hpp"

namespace assay::report {

/// The series of one cadence of the trials of one setting, which differ in their seed only.
struct SettingSeries {
  std::string name;
  std::vector<record::SeriesGroup> trials;  ///< one per trial that has the cadence
};

/// The values of a column over the trials, by index (epoch, step); NaN where one is missing; empty when no trial has the column.
std::map<std::int64_t, std::vector<double>> values_by_index(const SettingSeries& setting, const std::string& column);

/// The columns of all settings, each name once, in the order in which they come.
std::vector<const record::Column*> all_columns(const std::vector<SettingSeries>& settings);

}  // namespace assay::report
