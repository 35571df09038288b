#include "plan/difference.hpp"

#include <algorithm>
#include <map>

#include "spec/resolve.hpp"

namespace assay::plan {

std::vector<Difference> differences(const Value& left, const Value& right) {
  const auto of_left = spec::flatten(left);
  const auto of_right = spec::flatten(right);
  const std::map<std::string, Value> lookup_left(of_left.begin(), of_left.end());
  const std::map<std::string, Value> lookup_right(of_right.begin(), of_right.end());
  std::vector<Difference> found;
  for (const auto& leaf : of_left) {
    const auto other = lookup_right.find(leaf.first);
    Value theirs = other == lookup_right.end() ? Value() : other->second;
    if (theirs != leaf.second) found.push_back({leaf.first, leaf.second, std::move(theirs)});
  }
  for (const auto& leaf : of_right) {
    if (lookup_left.count(leaf.first) == 0) found.push_back({leaf.first, Value(), leaf.second});
  }
  return found;
}

}  // namespace assay::plan
