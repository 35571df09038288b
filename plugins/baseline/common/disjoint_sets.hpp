#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace baselines {

/// Sets that grow together (Tarjan 1975). The representative of a set is its lowest member.
class DisjointSets {
 public:
  explicit DisjointSets(std::int64_t count) : parent_(static_cast<std::size_t>(count)) { std::iota(parent_.begin(), parent_.end(), 0); }

  std::int64_t find(std::int64_t member) {
    while (parent(member) != member) {
      parent(member) = parent(parent(member));
      member = parent(member);
    }
    return member;
  }
  void join(std::int64_t a, std::int64_t b) {
    const std::int64_t first = find(a);
    const std::int64_t second = find(b);
    parent(std::max(first, second)) = std::min(first, second);
  }

 private:
  std::int64_t& parent(std::int64_t member) { return parent_[static_cast<std::size_t>(member)]; }

  std::vector<std::int64_t> parent_;
};

}  // namespace baselines
