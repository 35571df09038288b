#include "record/array_group.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace assay::record::h5 {
namespace {

/// The dimensions of one group by name.
class Dimensions {
 public:
  explicit Dimensions(const Id& group) : group_(group) {}

  /// `dataset` becomes the coordinate of dimension `name`.
  void adopt(const std::string& name, std::int64_t length, Id dataset) {
    make_scale(dataset, name);
    dimensions_.emplace(name, Dimension{length, std::move(dataset)});
  }

  /// The scale of that name and length, made on first use. An empty name means a bare dimension.
  const Id& get(const std::string& wanted, std::int64_t length) {
    std::string name = wanted.empty() ? fmt::format("dim_{}", length) : checked_name(wanted);
    const auto known = dimensions_.find(name);
    if (known != dimensions_.end() && known->second.length != length) name = fmt::format("{}_{}", wanted, length);
    const auto found = dimensions_.find(name);
    if (found != dimensions_.end()) return found->second.scale;
    if (wanted.empty()) return dimensions_.emplace(name, Dimension{length, write_bare_dimension(group_, name, length)}).first->second.scale;
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(length));
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    Array coordinate = make_array(name, std::move(numbers));
    coordinate.unit = "1";
    adopt(name, length, write_array(group_, coordinate));
    return dimensions_.at(name).scale;
  }

 private:
  struct Dimension {
    std::int64_t length = 0;
    Id scale;
  };

  const Id& group_;
  std::map<std::string, Dimension> dimensions_;
};

bool is_coordinate(const Array& array) { return array.shape.size() == 1 && array.dimensions.size() == 1 && array.dimensions[0] == array.name; }

/// Writes the array at its nested path.
Id write_nested(const Id& group, const Array& array) {
  const auto slash = array.name.rfind('/');
  if (slash == std::string::npos) return write_array(group, array);
  const std::string folder = array.name.substr(0, slash);
  Array leaf = array;
  leaf.name = array.name.substr(slash + 1);
  const Id inner = exists(group, folder) ? open_group(group, folder) : create_group(group, folder);
  return write_array(inner, leaf);
}

void collect_paths(const Id& group, const std::string& prefix, std::vector<std::string>& paths) {
  for (const auto& name : members(group)) {
    if (is_group(group, name)) {
      collect_paths(open_group(group, name), prefix + name + "/", paths);
    } else if (!is_scale(group, name)) {
      paths.push_back(prefix + name);
    }
  }
}

}  // namespace

void write_array_group(const Id& parent, const std::string& name, const std::vector<Array>& arrays) {
  const Id group = create_group(parent, name);
  Dimensions dimensions(group);
  for (const auto& array : arrays) {
    if (is_coordinate(array)) dimensions.adopt(array.name, array.shape[0], write_nested(group, array));
  }
  for (const auto& array : arrays) {
    if (is_coordinate(array)) continue;
    const Id dataset = write_nested(group, array);
    for (std::size_t i = 0; i < array.shape.size(); ++i) {
      attach_scale(dataset, dimensions.get(i < array.dimensions.size() ? array.dimensions[i] : "", array.shape[i]), static_cast<unsigned>(i));
    }
  }
}

std::vector<std::string> array_paths(const Id& group) {
  std::vector<std::string> paths;
  collect_paths(group, "", paths);
  return paths;
}

}  // namespace assay::record::h5
