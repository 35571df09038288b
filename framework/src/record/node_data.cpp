// Attributes and datasets: the half of node.hpp that moves values.
#include <algorithm>
#include <cstddef>
#include <memory>

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "record/layout.hpp"
#include "record/node.hpp"

namespace assay::record::h5 {
namespace {

Id scalar_space() { return {H5Screate(H5S_SCALAR), "cannot make a data space"}; }

Id list_space(std::size_t length) {
  const hsize_t extent[] = {length};
  return {H5Screate_simple(1, extent, nullptr), "cannot make a data space"};
}

Id text_type() {
  Id type(H5Tcopy(H5T_C_S1), "cannot make a string type");
  check(H5Tset_size(type.get(), H5T_VARIABLE), "cannot make a string type");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "cannot make a string type");
  return type;
}

Id flag_type() {
  Id type(H5Tenum_create(H5T_STD_I8LE), "cannot make a boolean type");
  const std::int8_t off = 0;
  const std::int8_t on = 1;
  check(H5Tenum_insert(type.get(), "FALSE", &off), "cannot make a boolean type");
  check(H5Tenum_insert(type.get(), "TRUE", &on), "cannot make a boolean type");
  return type;
}

hid_t memory_type(ElementType type) {
  switch (type) {
    case ElementType::f32: return H5T_NATIVE_FLOAT;
    case ElementType::f64: return H5T_NATIVE_DOUBLE;
    case ElementType::i64: return H5T_NATIVE_INT64;
    case ElementType::u8: return H5T_NATIVE_UINT8;
  }
  return H5T_NATIVE_UINT8;
}

hid_t file_type(ElementType type) {
  switch (type) {
    case ElementType::f32: return H5T_IEEE_F32LE;
    case ElementType::f64: return H5T_IEEE_F64LE;
    case ElementType::i64: return H5T_STD_I64LE;
    case ElementType::u8: return H5T_STD_U8LE;
  }
  return H5T_STD_U8LE;
}

void write_attribute(const Id& object, const std::string& name, const Id& space, hid_t stored, hid_t given, const void* data) {
  const Id attribute(H5Acreate2(object.get(), name.c_str(), stored, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                     fmt::format("cannot create attribute '{}'", name));
  check(H5Awrite(attribute.get(), given, data), fmt::format("cannot write attribute '{}'", name));
}

Id open_attribute(const Id& object, const std::string& name) {
  return {H5Aopen(object.get(), name.c_str(), H5P_DEFAULT), fmt::format("no attribute '{}'", name)};
}

Id dataset_properties() {
  Id properties(H5Pcreate(H5P_DATASET_CREATE), "cannot make dataset properties");
  check(H5Pset_attr_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "cannot track creation order");
  return properties;
}

Id create_dataset(const Id& parent, const std::string& name, hid_t type, const Id& space, const Id& properties) {
  return {H5Dcreate2(parent.get(), name.c_str(), type, space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT),
          fmt::format("cannot create dataset '{}'", name)};
}

Id write_dataset(const Id& parent, const std::string& name, const Id& space, hid_t stored, hid_t given, const void* data) {
  Id dataset = create_dataset(parent, name, stored, space, dataset_properties());
  check(H5Dwrite(dataset.get(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), fmt::format("cannot write dataset '{}'", name));
  return dataset;
}

void read_dataset(const Id& dataset, hid_t type, void* data, const std::string& name) {
  check(H5Dread(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), fmt::format("cannot read dataset '{}'", name));
}

std::vector<std::int64_t> shape_of_dataset(const Id& dataset) {
  const Id space(H5Dget_space(dataset.get()), "cannot get the data space");
  const int rank = check(H5Sget_simple_extent_ndims(space.get()), "cannot get the number of dimensions");
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr), "cannot get the dimensions");
  return {extents.begin(), extents.end()};
}

/// Chunks of whole rows near the wanted size; a single long row is cut as well.
std::vector<hsize_t> chunk_shape(const Array& array) {
  std::vector<hsize_t> chunk(array.shape.begin(), array.shape.end());
  std::size_t bytes = array.bytes();
  for (auto& length : chunk) {
    if (bytes <= layout::chunk_bytes) break;
    const std::size_t row = bytes / length;
    length = std::max<hsize_t>(1, layout::chunk_bytes / std::max<std::size_t>(1, row));
    bytes = row * length;
  }
  return chunk;
}

Id array_properties(const Array& array) {
  Id properties = dataset_properties();
  if (array.shape.empty() || array.bytes() < layout::compress_from_bytes) return properties;
  const auto chunk = chunk_shape(array);
  check(H5Pset_chunk(properties.get(), static_cast<int>(chunk.size()), chunk.data()), "cannot set chunks");
  check(H5Pset_shuffle(properties.get()), "cannot set the shuffle filter");
  check(H5Pset_deflate(properties.get(), layout::gzip_level), "cannot set the gzip filter");
  check(H5Pset_fletcher32(properties.get()), "cannot set the checksum filter");
  return properties;
}

Id write_array_with(const Id& parent, const Array& array, const Id& properties) {
  const std::vector<hsize_t> extents(array.shape.begin(), array.shape.end());
  const Id space =
      extents.empty() ? scalar_space() : Id(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), "cannot make a data space");
  Id dataset = create_dataset(parent, checked_name(array.name), file_type(array.type), space, properties);
  if (array.elements() > 0) {
    check(H5Dwrite(dataset.get(), memory_type(array.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, array.data),
          fmt::format("cannot write dataset '{}'", array.name));
  }
  if (!array.help.empty()) set_attribute(dataset, layout::long_name, array.help);
  if (!array.unit.empty()) set_attribute(dataset, layout::units, array.unit);
  return dataset;
}

/// How a stored dataset comes into memory. Anything but real and integer numbers is refused.
ElementType element_type_of(const Id& dataset, const std::string& name) {
  const Id type(H5Dget_type(dataset.get()), "cannot get the type");
  const std::size_t size = H5Tget_size(type.get());
  switch (H5Tget_class(type.get())) {
    case H5T_FLOAT: return size <= 4 ? ElementType::f32 : ElementType::f64;
    case H5T_INTEGER: return size == 1 && H5Tget_sign(type.get()) == H5T_SGN_NONE ? ElementType::u8 : ElementType::i64;
    default: throw Failure(fmt::format("dataset '{}' does not hold numbers", name));
  }
}

template <class T>
std::vector<T> read_list(const Id& parent, const std::string& name, hid_t type) {
  const Id dataset = open_dataset(parent, name);
  const auto shape = shape_of_dataset(dataset);
  if (shape.size() != 1) throw Failure(fmt::format("dataset '{}' has {} dimensions instead of 1", name, shape.size()));
  element_type_of(dataset, name);
  std::vector<T> values(static_cast<std::size_t>(shape[0]));
  if (!values.empty()) read_dataset(dataset, type, values.data(), name);
  return values;
}

template <class T>
T read_scalar(const Id& parent, const std::string& name, hid_t type) {
  const Id dataset = open_dataset(parent, name);
  if (!shape_of_dataset(dataset).empty()) throw Failure(fmt::format("dataset '{}' is no scalar", name));
  element_type_of(dataset, name);
  T value = {};
  read_dataset(dataset, type, &value, name);
  return value;
}

/// Strings of variable length as the library hands them out; gives their memory back.
struct TextBuffer {
  TextBuffer(std::size_t count, const Id& owning_space) : pointers(count, nullptr), space(owning_space) {}
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;
  ~TextBuffer() {
    const Id type = text_type();
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
  }
  [[nodiscard]] std::string text(std::size_t i) const { return pointers[i] == nullptr ? "" : pointers[i]; }

  std::vector<char*> pointers;
  const Id& space;
};

void require_variable_text(const Id& type, const std::string& name) {
  if (H5Tis_variable_str(type.get()) <= 0) throw Failure(fmt::format("'{}' is not a string of variable length", name));
}

std::vector<std::string> read_text_dataset(const Id& parent, const std::string& name, std::size_t rank) {
  const Id dataset = open_dataset(parent, name);
  const auto shape = shape_of_dataset(dataset);
  if (shape.size() != rank) throw Failure(fmt::format("dataset '{}' has {} dimensions instead of {}", name, shape.size(), rank));
  require_variable_text(Id(H5Dget_type(dataset.get()), "cannot get the type"), name);
  const auto count = static_cast<std::size_t>(rank == 0 ? 1 : shape[0]);
  const Id space(H5Dget_space(dataset.get()), "cannot get the data space");
  std::vector<std::string> texts;
  if (count == 0) return texts;
  TextBuffer buffer(count, space);
  const Id type = text_type();
  read_dataset(dataset, type.get(), buffer.pointers.data(), name);
  for (std::size_t i = 0; i < count; ++i) texts.push_back(buffer.text(i));
  return texts;
}

}  // namespace

Id open_dataset(const Id& parent, const std::string& path) {
  return {H5Dopen2(parent.get(), path.c_str(), H5P_DEFAULT), fmt::format("no dataset '{}'", path)};
}

void set_attribute(const Id& object, const std::string& name, const std::string& text) {
  const std::string valid = valid_utf8(text);
  const char* data = valid.c_str();
  const Id type = text_type();
  write_attribute(object, name, scalar_space(), type.get(), type.get(), &data);
}

void set_attribute(const Id& object, const std::string& name, std::int64_t number) {
  write_attribute(object, name, scalar_space(), H5T_STD_I64LE, H5T_NATIVE_INT64, &number);
}

void set_attribute(const Id& object, const std::string& name, double number) {
  write_attribute(object, name, scalar_space(), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number);
}

void set_attribute(const Id& object, const std::string& name, const std::vector<std::uint8_t>& numbers) {
  write_attribute(object, name, list_space(numbers.size()), H5T_STD_U8LE, H5T_NATIVE_UINT8, numbers.data());
}

void set_flag(const Id& object, const std::string& name, bool flag) {
  const Id type = flag_type();
  const std::int8_t value = flag ? 1 : 0;
  write_attribute(object, name, scalar_space(), type.get(), type.get(), &value);
}

bool has_attribute(const Id& object, const std::string& name) { return H5Aexists(object.get(), name.c_str()) > 0; }

std::string text_attribute(const Id& object, const std::string& name) {
  const Id attribute = open_attribute(object, name);
  require_variable_text(Id(H5Aget_type(attribute.get()), "cannot get the type"), name);
  const Id space(H5Aget_space(attribute.get()), "cannot get the data space");
  if (H5Sget_simple_extent_npoints(space.get()) != 1) throw Failure(fmt::format("attribute '{}' is no scalar", name));
  TextBuffer buffer(1, space);
  const Id type = text_type();
  check(H5Aread(attribute.get(), type.get(), buffer.pointers.data()), fmt::format("cannot read attribute '{}'", name));
  return buffer.text(0);
}

std::int64_t integer_attribute(const Id& object, const std::string& name) {
  const Id attribute = open_attribute(object, name);
  const Id space(H5Aget_space(attribute.get()), "cannot get the data space");
  if (H5Sget_simple_extent_npoints(space.get()) != 1) throw Failure(fmt::format("attribute '{}' is no scalar", name));
  std::int64_t number = 0;
  check(H5Aread(attribute.get(), H5T_NATIVE_INT64, &number), fmt::format("cannot read attribute '{}'", name));
  return number;
}

bool flag_attribute(const Id& object, const std::string& name) {
  const Id attribute = open_attribute(object, name);
  const Id type = flag_type();
  std::int8_t value = 0;
  check(H5Aread(attribute.get(), type.get(), &value), fmt::format("cannot read attribute '{}'", name));
  return value != 0;
}

Id write_text(const Id& parent, const std::string& name, const std::string& text) {
  const std::string valid = valid_utf8(text);
  const char* data = valid.c_str();
  const Id type = text_type();
  return write_dataset(parent, checked_name(name), scalar_space(), type.get(), type.get(), &data);
}

Id write_texts(const Id& parent, const std::string& name, const std::vector<std::string>& texts) {
  std::vector<std::string> valid;
  valid.reserve(texts.size());
  for (const auto& text : texts) valid.push_back(valid_utf8(text));
  std::vector<const char*> data;
  data.reserve(valid.size());
  for (const auto& text : valid) data.push_back(text.c_str());
  const Id type = text_type();
  return write_dataset(parent, checked_name(name), list_space(texts.size()), type.get(), type.get(), data.data());
}

std::string read_text(const Id& parent, const std::string& name) { return read_text_dataset(parent, name, 0).front(); }

std::vector<std::string> read_texts(const Id& parent, const std::string& name) { return read_text_dataset(parent, name, 1); }

Id write_number(const Id& parent, const std::string& name, double number) {
  return write_dataset(parent, checked_name(name), scalar_space(), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number);
}

Id write_number(const Id& parent, const std::string& name, std::int64_t number) {
  return write_dataset(parent, checked_name(name), scalar_space(), H5T_STD_I64LE, H5T_NATIVE_INT64, &number);
}

double read_real(const Id& parent, const std::string& name) { return read_scalar<double>(parent, name, H5T_NATIVE_DOUBLE); }

std::int64_t read_integer(const Id& parent, const std::string& name) { return read_scalar<std::int64_t>(parent, name, H5T_NATIVE_INT64); }

Id write_array(const Id& parent, const Array& array) { return write_array_with(parent, array, array_properties(array)); }

Id write_plain_array(const Id& parent, const Array& array) { return write_array_with(parent, array, dataset_properties()); }

Array read_array(const Id& parent, const std::string& path) {
  const Id dataset = open_dataset(parent, path);
  Array array;
  array.name = path;
  array.type = element_type_of(dataset, path);
  array.shape = shape_of_dataset(dataset);
  const auto bytes = std::make_shared<std::vector<std::byte>>(array.bytes());
  if (!bytes->empty()) read_dataset(dataset, memory_type(array.type), bytes->data(), path);
  array.data = bytes->data();
  array.owner = bytes;
  if (has_attribute(dataset, layout::long_name)) array.help = text_attribute(dataset, layout::long_name);
  if (has_attribute(dataset, layout::units)) array.unit = text_attribute(dataset, layout::units);
  return array;
}

std::vector<double> read_reals(const Id& parent, const std::string& name) { return read_list<double>(parent, name, H5T_NATIVE_DOUBLE); }

std::vector<std::int64_t> read_integers(const Id& parent, const std::string& name) { return read_list<std::int64_t>(parent, name, H5T_NATIVE_INT64); }

std::vector<std::int64_t> shape_of(const Id& parent, const std::string& path) { return shape_of_dataset(open_dataset(parent, path)); }

}  // namespace assay::record::h5
