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
  std::string name;  ///< path inside its group; '/' makes subgroups ("embedding/epoch_0005")
  ElementType type = ElementType::f32;
  std::vector<std::int64_t> shape;  ///< empty: a scalar
  const void* data = nullptr;
  std::shared_ptr<const void> owner;
  std::vector<std::string> dimensions;  ///< optional, one name per axis ({"sample", "feature"}); unnamed axes are called dim_<length>
  std::string help;                     ///< optional: what it is (attribute long_name)
  std::string unit;                     ///< optional: "1", "nat", … (attribute units)

  [[nodiscard]] std::size_t elements() const;
  [[nodiscard]] std::size_t bytes() const;
};

std::size_t size_of(ElementType type);
/// "f32", "f64", "i64", "u8".
const char* name_of(ElementType type);

/// An array that owns a copy of `values`; `shape` defaults to one axis.
Array make_array(const std::string& name, std::vector<double> values, std::vector<std::int64_t> shape = {});
Array make_array(const std::string& name, std::vector<float> values, std::vector<std::int64_t> shape = {});
Array make_array(const std::string& name, std::vector<std::int64_t> values, std::vector<std::int64_t> shape = {});
Array make_array(const std::string& name, std::vector<std::uint8_t> values, std::vector<std::int64_t> shape = {});

}  // namespace assay::record
