#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/node.hpp"

namespace assay::record::h5 {

/// A table as a group of equally long one-dimensional datasets that share one named dimension.
class ColumnGroup {
 public:
  /// The group `name` in `parent`; its rows are numbered from 0 by a coordinate of the name `row`.
  ColumnGroup(const Id& parent, const std::string& name, const std::string& row, std::size_t rows);
  /// The same with given coordinate values.
  ColumnGroup(const Id& parent, const std::string& name, const std::string& row, const std::vector<std::int64_t>& coordinate,
              const std::string& help);

  void add(const std::string& name, const std::vector<std::string>& values, const std::string& help = {});
  void add(const std::string& name, const std::vector<std::int64_t>& values, const std::string& help = {}, const std::string& unit = {});
  /// NaN means missing; said by the attribute _FillValue.
  void add(const std::string& name, const std::vector<double>& values, const std::string& help = {}, const std::string& unit = {});
  /// A further group inside, whose columns run along the same rows.
  [[nodiscard]] ColumnGroup subgroup(const std::string& name) const;

  [[nodiscard]] const Id& group() const { return group_; }

 private:
  ColumnGroup(Id group, Id scale) : group_(std::move(group)), scale_(std::move(scale)) {}
  void finish(const Id& dataset, const std::string& help);

  Id group_;
  Id scale_;
};

}  // namespace assay::record::h5
