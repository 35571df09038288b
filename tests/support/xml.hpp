#pragma once

#include <string>
#include <vector>

namespace test_support {

/// Whether every tag is closed by its own, attributes are quoted, and there is one root: enough for documents that no person wrote.
inline bool is_well_formed_xml(const std::string& text) {
  std::vector<std::string> open;
  std::size_t roots = 0;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    std::size_t end = at + 1;
    for (char quote = 0; end < text.size() && (quote != 0 || text[end] != '>'); ++end) {
      if (text[end] == '"') quote = quote == 0 ? '"' : 0;
      if (text[end] == '<' && quote == 0) return false;
    }
    if (end >= text.size()) return false;
    const std::string tag = text.substr(at + 1, end - at - 1);
    at = end;
    if (tag.empty()) return false;
    if (tag[0] == '?' || tag[0] == '!') continue;
    const std::string name = tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" \n/", 1) - (tag[0] == '/' ? 1 : 0));
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
      continue;
    }
    if (open.empty()) ++roots;
    if (tag.back() != '/') open.push_back(name);
  }
  return open.empty() && roots == 1;
}

}  // namespace test_support
