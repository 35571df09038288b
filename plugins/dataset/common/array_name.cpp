#include "array_name.hpp"

namespace datasets {

ArrayName ArrayName::parse(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace datasets
