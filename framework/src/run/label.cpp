#include "run/label.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/json.hpp"

namespace assay::run {
namespace {

bool ends_with_parts(std::string_view path, std::string_view parts) {
  if (path.size() < parts.size() || path.substr(path.size() - parts.size()) != parts) return false;
  return path.size() == parts.size() || path[path.size() - parts.size() - 1] == '.';
}

/// The fewest last parts of `path` that no other axis ends with.
std::string_view shortest_name(std::string_view path, const Value::Table& axes) {
  std::size_t begin = path.rfind('.') + 1;  // 0 where the path has one part: npos + 1
  while (begin > 0) {
    const std::string_view name = path.substr(begin);
    const auto named = std::count_if(axes.begin(), axes.end(), [&](const auto& axis) { return ends_with_parts(axis.first, name); });
    if (named == 1) return name;
    begin = begin < 2 ? 0 : path.rfind('.', begin - 2) + 1;
  }
  return path;
}

}  // namespace

std::string trial_label(const std::string& arm, const Value& axes, std::int64_t seed) {
  std::string label = arm;
  if (axes.is_table()) {
    for (const auto& [path, value] : axes.table()) {
      label += fmt::format(" {}={}", shortest_name(path, axes.table()), value.is_string() ? value.string() : to_json(value));
    }
  }
  return label + fmt::format(" seed {}", seed);
}

}  // namespace assay::run
