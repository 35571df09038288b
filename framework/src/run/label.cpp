#include "run/label.hpp"

#include <fmt/format.h>

#include "base/json.hpp"

namespace assay::run {

std::string trial_label(const std::string& arm, const Value& axes, std::int64_t seed) {
  std::string label = arm;
  if (axes.is_table()) {
    for (const auto& [path, value] : axes.table()) {
      label += fmt::format(" {}={}", path.substr(path.rfind('.') + 1), value.is_string() ? value.string() : to_json(value));
    }
  }
  return label + fmt::format(" seed {}", seed);
}

}  // namespace assay::run
