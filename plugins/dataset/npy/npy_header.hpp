#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/element_type.hpp"

namespace npy {

/// The dictionary that begins an NPY file: "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 784), }".
struct NpyHeader {
  datasets::ElementType type = datasets::ElementType::float32;
  datasets::ByteOrder order = datasets::ByteOrder::little;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

/// Throws DataError data.corrupted, data.unknown-element-type, naming `file`.
NpyHeader parse_npy_header(const std::string& text, const std::string& file);

}  // namespace npy
