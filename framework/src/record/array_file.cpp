#include "record/array_file.hpp"

#include <algorithm>

#include "assay/core/error.hpp"
#include "record/array_group.hpp"
#include "record/layout.hpp"
#include "record/layout_check.hpp"
#include "record/node.hpp"
#include "record/sealed_file.hpp"

namespace assay::record {
namespace {

constexpr const char* source_file = "source_file";
constexpr const char* sample_coordinate = "sample";

template <class T>
std::vector<double> converted(const Array& array) {
  const T* first = static_cast<const T*>(array.data);
  return {first, first + array.elements()};
}

}  // namespace

const Array& ArrayFile::at(const std::string& name) const {
  const auto found = std::find_if(arrays.begin(), arrays.end(), [&](const Array& array) { return array.name == name; });
  if (found == arrays.end()) throw InternalError("record.no-array", "the file has no array '" + name + "'");
  return *found;
}

void write_array_file(const std::filesystem::path& path, const ArrayFile& file) {
  h5::write_sealed(path, {}, [&](const h5::Id& root) {
    h5::set_attribute(root, layout::kind, std::string(layout::kind_arrays));
    h5::set_attribute(root, layout::layout_version, layout::version);
    h5::set_attribute(root, layout::trial_id, file.trial_id);
    h5::set_attribute(root, source_file, file.source);
    h5::write_array_group(root, layout::artifacts, file.arrays);
  });
}

ArrayFile read_array_file(const std::filesystem::path& path) {
  return h5::reading(path, [&] {
    const h5::Id root = h5::open_file_for_reading(path);
    h5::require_layout(root, path, layout::kind_arrays, "h5.not-arrays");
    ArrayFile file{h5::text_attribute(root, layout::trial_id), h5::text_attribute(root, source_file), {}};
    const h5::Id group = h5::open_group(root, layout::artifacts);
    auto names = h5::array_paths(group);
    if (h5::exists(group, sample_coordinate)) names.insert(names.begin(), sample_coordinate);  // coordinates are no arrays of their own
    for (const auto& name : names) {
      file.arrays.push_back(h5::read_array(group, name));
      file.arrays.back().name = name;
    }
    return file;
  });
}

std::vector<double> to_reals(const Array& array) {
  switch (array.type) {
    case ElementType::f32: return converted<float>(array);
    case ElementType::f64: return converted<double>(array);
    case ElementType::i64: return converted<std::int64_t>(array);
    case ElementType::u8: break;
  }
  return converted<std::uint8_t>(array);
}

}  // namespace assay::record
