#include "neighbours.hpp"

#include <algorithm>
#include <limits>

#include <ATen/Parallel.h>

namespace plugin_common {
namespace {

constexpr std::int64_t tile_rows = 256;
constexpr std::int64_t tile_columns = 2048;

double distance_between(const Points& points, std::int64_t i, std::int64_t j) {
  return squared_distance(points.source(i), points.source(j), points.dimensions());
}

/// What single precision knows of a squared distance.
struct Estimate {
  std::int64_t index = 0;
  double lowest = 0.0;
  double highest = 0.0;
};

Estimate estimate(const Points& points, std::int64_t i, std::int64_t j, float product, double margin) {
  const double norms = points.squared_norm(i) + points.squared_norm(j);
  const double distance = norms - 2.0 * static_cast<double>(product);
  return {j, distance - margin * norms, distance + margin * norms};
}

/// Those seen so far that can be among the `count` nearest.
class Candidates {
 public:
  explicit Candidates(std::int64_t count) : count_(static_cast<std::size_t>(count)), limit_(4 * count_ + 32) {}

  void offer(const Estimate& candidate) {
    if (candidate.lowest > bound_) return;
    found_.push_back(candidate);
    if (found_.size() >= limit_) tighten();
  }
  /// Writes the nearest to row i.
  void write(const Points& points, std::int64_t i, Neighbour* out) {
    tighten();
    std::vector<Neighbour> exact;
    for (const Estimate& candidate : found_) exact.push_back({candidate.index, distance_between(points, i, candidate.index)});
    const auto nearer = [](const Neighbour& a, const Neighbour& b) {
      return a.squared_distance < b.squared_distance || (a.squared_distance == b.squared_distance && a.index < b.index);
    };
    std::partial_sort_copy(exact.begin(), exact.end(), out, out + count_, nearer);
  }

 private:
  void tighten() {
    if (found_.size() <= count_) return;
    const auto last = found_.begin() + static_cast<std::ptrdiff_t>(count_) - 1;
    std::nth_element(found_.begin(), last, found_.end(), [](const Estimate& a, const Estimate& b) { return a.highest < b.highest; });
    bound_ = last->highest;
    found_.erase(std::remove_if(found_.begin(), found_.end(), [&](const Estimate& candidate) { return candidate.lowest > bound_; }), found_.end());
    limit_ = std::max(limit_, 2 * found_.size());
  }

  std::size_t count_;
  std::size_t limit_;
  double bound_ = std::numeric_limits<double>::infinity();
  std::vector<Estimate> found_;
};

/// Calls visit(i, begin, columns, products) with x_i · x_j of j in [begin, begin + columns) for every row i of `queries`, tile by tile;
/// rows of a tile run in parallel.
template <class Visit>
void for_each_tile(const Points& points, Rows queries, Rows base, const Visit& visit) {
  const torch::NoGradGuard no_grad;
  for (std::int64_t row = 0; row < queries.count; row += tile_rows) {
    const std::int64_t rows = std::min(tile_rows, queries.count - row);
    for (std::int64_t column = 0; column < base.count; column += tile_columns) {
      const std::int64_t columns = std::min(tile_columns, base.count - column);
      const Tensor products = points.rows(queries.begin + row, rows).mm(points.rows(base.begin + column, columns).t());
      const float* first = products.data_ptr<float>();
      at::parallel_for(0, rows, 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) visit(queries.begin + row + i, base.begin + column, columns, first + i * columns);
      });
    }
  }
}

}  // namespace

std::vector<Neighbour> nearest(const Points& points, Rows queries, Rows base, std::int64_t count) {
  const double margin = rounding_margin(points.dimensions());
  std::vector<Neighbour> out(static_cast<std::size_t>(queries.count * count));
  for (std::int64_t row = 0; row < queries.count; row += tile_rows) {
    const Rows tile{queries.begin + row, std::min(tile_rows, queries.count - row)};
    std::vector<Candidates> candidates(static_cast<std::size_t>(tile.count), Candidates(count));
    for_each_tile(points, tile, base, [&](std::int64_t i, std::int64_t begin, std::int64_t columns, const float* products) {
      Candidates& of_row = candidates[static_cast<std::size_t>(i - tile.begin)];
      for (std::int64_t j = 0; j < columns; ++j) of_row.offer(estimate(points, i, begin + j, products[j], margin));
    });
    at::parallel_for(0, tile.count, 16, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        candidates[static_cast<std::size_t>(i)].write(points, tile.begin + i, out.data() + (row + i) * count);
      }
    });
  }
  return out;
}

void for_each_pair_within(const Points& points, double radius, const OnPair& on_pair) {
  const double margin = rounding_margin(points.dimensions());
  const double limit = radius * radius;
  const Rows all{0, points.count()};
  std::vector<std::vector<std::int64_t>> near(static_cast<std::size_t>(tile_rows));
  for (std::int64_t row = 0; row < all.count; row += tile_rows) {
    const Rows tile{row, std::min(tile_rows, all.count - row)};
    for_each_tile(points, tile, all, [&](std::int64_t i, std::int64_t begin, std::int64_t columns, const float* products) {
      auto& of_row = near[static_cast<std::size_t>(i - row)];
      for (std::int64_t j = begin; j < begin + columns; ++j) {
        const Estimate found = estimate(points, i, j, products[j - begin], margin);
        if (found.lowest > limit) continue;
        if (found.highest <= limit || distance_between(points, i, j) <= limit) of_row.push_back(j);
      }
    });
    for (std::int64_t i = 0; i < tile.count; ++i) {
      auto& of_row = near[static_cast<std::size_t>(i)];
      for (const std::int64_t j : of_row) on_pair(row + i, j);
      of_row.clear();
    }
  }
}

}  // namespace plugin_common
