#include "links.hpp"

#include <algorithm>
#include <iterator>

namespace assay::baseline_jule {
namespace {

bool before(const Link& a, const Link& b) { return a.index < b.index; }

/// Links that ascend, equal indices allowed → each index once.
void add_equals(Links& links) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < links.size(); ++i) {
    if (links[i].index == links[kept].index) {
      links[kept].out += links[i].out;
      links[kept].back += links[i].back;
    } else {
      links[++kept] = links[i];
    }
  }
  if (!links.empty()) links.resize(kept + 1);
}

template <class Range>
auto lower_bound(Range& links, std::int64_t index) {
  return std::lower_bound(links.begin(), links.end(), Link{index, 0.0, 0.0}, before);
}

}  // namespace

void combine(Links& links) {
  std::stable_sort(links.begin(), links.end(), before);
  add_equals(links);
}

Links sum(const Links& a, const Links& b) {
  Links all;
  all.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all), before);
  add_equals(all);
  return all;
}

const Link* find(const Links& links, std::int64_t index) {
  const auto found = lower_bound(links, index);
  return found != links.end() && found->index == index ? &*found : nullptr;
}

void put(Links& links, const Link& link) {
  const auto place = lower_bound(links, link.index);
  if (place != links.end() && place->index == link.index) {
    *place = link;
  } else {
    links.insert(place, link);
  }
}

void erase(Links& links, std::int64_t index) {
  const auto place = lower_bound(links, index);
  if (place != links.end() && place->index == index) links.erase(place);
}

}  // namespace assay::baseline_jule
