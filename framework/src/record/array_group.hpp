#pragma once

#include <string>
#include <vector>

#include "record/array.hpp"
#include "record/node.hpp"

namespace assay::record::h5 {

/// Writes `arrays` into the group `name`, each axis along a dimension of that group: a one-dimensional array named like its own dimension is
/// the coordinate, other named dimensions count from 0, unnamed ones are bare ("dim_784"). Names that mean two lengths get the length as suffix.
void write_array_group(const Id& parent, const std::string& name, const std::vector<Array>& arrays);

/// Paths of all datasets below `group` that are not dimensions, in the order of creation.
std::vector<std::string> array_paths(const Id& group);

}  // namespace assay::record::h5
