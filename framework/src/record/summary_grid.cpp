#include "record/summary_grid.hpp"

#include <algorithm>
#include <map>

#include "base/json.hpp"

namespace assay::record {
namespace {

/// Distinct values in the order in which they come, found by their JSON text.
class Distinct {
 public:
  std::size_t number_of(const Value& value) {
    const auto added = numbers_.emplace(to_json(value), values_.size());
    if (added.second) values_.push_back(value);
    return added.first->second;
  }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<Value> values_;
};

bool has_all_axes(const RunManifest& manifest) {
  return std::all_of(manifest.trials.begin(), manifest.trials.end(), [&](const ManifestTrial& trial) {
    return std::all_of(manifest.axes.begin(), manifest.axes.end(), [&](const std::string& axis) { return trial.axes.find(axis) != nullptr; });
  });
}

/// True when every combination of the values of the axes occurs, so that an array over the axes has no holes.
bool is_full_grid(const RunManifest& manifest) {
  if (!has_all_axes(manifest)) return false;
  Distinct points;
  std::vector<Distinct> axes(manifest.axes.size());
  for (const auto& trial : manifest.trials) {
    points.number_of(trial.axes);
    for (std::size_t i = 0; i < axes.size(); ++i) axes[i].number_of(trial.axes.at(manifest.axes[i]));
  }
  std::size_t product = 1;
  for (const auto& axis : axes) product *= axis.values().size();
  return product == points.values().size();
}

}  // namespace

std::vector<std::int64_t> SummaryGrid::shape() const {
  std::vector<std::int64_t> lengths;
  for (const auto& dimension : dimensions) lengths.push_back(static_cast<std::int64_t>(dimension.values.size()));
  return lengths;
}

std::size_t SummaryGrid::size() const {
  std::size_t product = 1;
  for (const auto& dimension : dimensions) product *= dimension.values.size();
  return product;
}

SummaryGrid make_summary_grid(const RunManifest& manifest) {
  const bool full = is_full_grid(manifest);
  std::vector<std::string> names = {"arm"};
  if (full) {
    names.insert(names.end(), manifest.axes.begin(), manifest.axes.end());
  } else {
    names.emplace_back("point");
  }
  names.emplace_back("seed");

  std::vector<Distinct> distinct(names.size());
  for (const auto& arm : manifest.arms) distinct.front().number_of(arm);
  Distinct points;
  std::vector<std::vector<std::size_t>> positions;
  for (const auto& trial : manifest.trials) {
    std::vector<std::size_t> position = {distinct.front().number_of(trial.arm)};
    if (full) {
      for (std::size_t i = 0; i < manifest.axes.size(); ++i) position.push_back(distinct[i + 1].number_of(trial.axes.at(manifest.axes[i])));
    } else {
      const std::size_t point = points.number_of(trial.axes);
      position.push_back(distinct[1].number_of(static_cast<std::int64_t>(point)));
    }
    position.push_back(distinct.back().number_of(trial.seed));
    positions.push_back(std::move(position));
  }

  SummaryGrid grid;
  for (std::size_t i = 0; i < names.size(); ++i) grid.dimensions.push_back({names[i], distinct[i].values()});
  if (!full) grid.points = points.values();
  for (const auto& position : positions) {
    std::size_t cell = 0;
    for (std::size_t i = 0; i < position.size(); ++i) cell = cell * grid.dimensions[i].values.size() + position[i];
    grid.cells.push_back(cell);
  }
  return grid;
}

}  // namespace assay::record
