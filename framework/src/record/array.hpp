#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace assay::record {

enum class ElementType { f32, f64, i64, u8 };

/// A named contiguous row-major array. `owner` keeps `data` alive.
struct Array {
  std::string name;  ///< dotted or slashed path inside its group
  ElementType type = ElementType::f32;
  std::vector<std::int64_t> shape;  ///< empty: a scalar
  const void* data = nullptr;
  std::shared_ptr<const void> owner;

  [[nodiscard]] std::size_t elements() const;
  [[nodiscard]] std::size_t bytes() const;
};

std::size_t size_of(ElementType type);

}  // namespace assay::record
