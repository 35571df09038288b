#include "report/array_export.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace assay::report {
namespace {

const char* npy_type(record::ElementType type) {
  switch (type) {
    case record::ElementType::f32: return "<f4";
    case record::ElementType::f64: return "<f8";
    case record::ElementType::i64: return "<i8";
    case record::ElementType::u8: break;
  }
  return "|u1";
}

struct SampleColumns {
  std::vector<double> values;
  std::size_t width = 1;
};

}  // namespace

std::string npy_of(const record::Array& array) {
  constexpr std::size_t before_header = 10;
  constexpr std::size_t alignment = 64;
  std::string shape;
  for (const auto length : array.shape) shape += fmt::format("{}, ", length);
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", npy_type(array.type), shape);
  header.append(alignment - (before_header + header.size() + 1) % alignment, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFFU);
  bytes += static_cast<char>(header.size() >> 8U);
  bytes += header;
  bytes.append(static_cast<const char*>(array.data), array.bytes());
  return bytes;
}

std::string csv_of_samples(const record::ArrayFile& file) {
  const std::int64_t count = file.at("sample").shape.at(0);
  std::string text;
  std::vector<SampleColumns> columns;
  for (const auto& array : file.arrays) {
    if (array.shape.empty() || array.shape.size() > 2 || array.shape[0] != count) continue;
    const std::size_t width = array.shape.size() == 2 ? static_cast<std::size_t>(array.shape[1]) : 1;
    for (std::size_t i = 0; i < width; ++i) {
      text += text.empty() ? "" : ",";
      text += array.shape.size() == 2 ? fmt::format("{}_{}", array.name, i) : array.name;
    }
    columns.push_back({record::to_reals(array), width});
  }
  text += '\n';
  for (std::size_t row = 0; row < static_cast<std::size_t>(count); ++row) {
    const std::size_t line = text.size();
    for (const auto& column : columns) {
      for (std::size_t i = 0; i < column.width; ++i)
        text += fmt::format("{}{:.9g}", text.size() == line ? "" : ",", column.values[row * column.width + i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace assay::report
