#include "neighbours.hpp"

#include <algorithm>
#include <limits>

#include <ATen/Parallel.h>

namespace plugin_common {
namespace {

constexpr std::int64_t tile_rows = 256;
constexpr std::int64_t tile_columns = 2048;
constexpr std::int64_t rows_per_task = 16;

/// What single precision knows of a squared distance.
struct Estimate {
  std::int64_t index = 0;
  double lowest = 0.0;
  double highest = 0.0;
};

/// The rows of a query tile against all rows of the base.
class Search {
 public:
  Search(const Points& queries, const Points& base) : queries_(queries), base_(base), margin_(rounding_margin(queries.dimensions())) {}

  [[nodiscard]] Estimate estimate(std::int64_t query, std::int64_t index, float product) const {
    const double norms = queries_.squared_norm(query) + base_.squared_norm(index);
    const double distance = norms - 2.0 * static_cast<double>(product);
    return {index, distance - margin_ * norms, distance + margin_ * norms};
  }
  [[nodiscard]] double distance(std::int64_t query, std::int64_t index) const {
    return squared_distance(queries_.source(query), base_.source(index), queries_.dimensions());
  }
  /// Calls visit(query, begin, columns, products) with the products of one query and rows [begin, begin + columns) of the base, queries in
  /// parallel, then after() when that tile of the base is done.
  template <class Visit, class After>
  void tiles(std::int64_t first, std::int64_t rows, const Visit& visit, const After& after) const {
    const torch::NoGradGuard no_grad;
    for (std::int64_t begin = 0; begin < base_.count(); begin += tile_columns) {
      const std::int64_t columns = std::min(tile_columns, base_.count() - begin);
      const Tensor products = queries_.rows(first, rows).mm(base_.rows(begin, columns).t());
      const float* product = products.data_ptr<float>();
      at::parallel_for(0, rows, rows_per_task, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t i = from; i < to; ++i) visit(first + i, begin, columns, product + i * columns);
      });
      after();
    }
  }

 private:
  const Points& queries_;
  const Points& base_;
  double margin_;
};

/// Those seen so far that can be among the `count` nearest.
class Candidates {
 public:
  explicit Candidates(std::int64_t count) : count_(static_cast<std::size_t>(count)), limit_(4 * count_ + 32) {}

  void offer(const Estimate& candidate) {
    if (candidate.lowest > bound_) return;
    found_.push_back(candidate);
    if (found_.size() >= limit_) tighten();
  }
  void write(const Search& search, std::int64_t query, Neighbour* out) {
    tighten();
    std::vector<Neighbour> exact;
    for (const Estimate& candidate : found_) exact.push_back({candidate.index, search.distance(query, candidate.index)});
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

}  // namespace

std::vector<Neighbour> nearest(const Points& queries, const Points& base, std::int64_t count) {
  const Search search(queries, base);
  std::vector<Neighbour> out(static_cast<std::size_t>(queries.count() * count));
  for (std::int64_t first = 0; first < queries.count(); first += tile_rows) {
    const std::int64_t rows = std::min(tile_rows, queries.count() - first);
    std::vector<Candidates> candidates(static_cast<std::size_t>(rows), Candidates(count));
    const auto offer = [&](std::int64_t query, std::int64_t begin, std::int64_t columns, const float* products) {
      Candidates& of_query = candidates[static_cast<std::size_t>(query - first)];
      for (std::int64_t j = 0; j < columns; ++j) of_query.offer(search.estimate(query, begin + j, products[j]));
    };
    search.tiles(first, rows, offer, [] {});
    at::parallel_for(0, rows, rows_per_task, [&](std::int64_t from, std::int64_t to) {
      for (std::int64_t i = from; i < to; ++i) candidates[static_cast<std::size_t>(i)].write(search, first + i, out.data() + (first + i) * count);
    });
  }
  return out;
}

std::vector<Neighbour> nearest_others(const Points& points, std::int64_t count) {
  const std::vector<Neighbour> found = nearest(points, points, count + 1);
  std::vector<Neighbour> out;
  out.reserve(static_cast<std::size_t>(points.count() * count));
  for (std::int64_t i = 0; i < points.count(); ++i) {
    const auto first = found.begin() + i * (count + 1);
    // The point itself is not the first where another is equal, and not among them where many are.
    const auto is_itself = [i](const Neighbour& neighbour) { return neighbour.index == i; };
    const auto itself = std::find_if(first, first + count, is_itself);
    out.insert(out.end(), first, itself);
    out.insert(out.end(), itself + 1, first + count + 1);
  }
  return out;
}

void for_each_pair_within(const Points& queries, const Points& base, double radius, const OnPair& on_pair) {
  const Search search(queries, base);
  const double limit = radius * radius;
  std::vector<std::vector<std::int64_t>> near(static_cast<std::size_t>(tile_rows));
  for (std::int64_t first = 0; first < queries.count(); first += tile_rows) {
    const std::int64_t rows = std::min(tile_rows, queries.count() - first);
    const auto gather = [&](std::int64_t query, std::int64_t begin, std::int64_t columns, const float* products) {
      auto& of_query = near[static_cast<std::size_t>(query - first)];
      for (std::int64_t j = begin; j < begin + columns; ++j) {
        const Estimate found = search.estimate(query, j, products[j - begin]);
        if (found.lowest > limit) continue;
        if (found.highest <= limit || search.distance(query, j) <= limit) of_query.push_back(j);
      }
    };
    const auto tell = [&] {
      for (std::int64_t i = 0; i < rows; ++i) {
        auto& of_query = near[static_cast<std::size_t>(i)];
        for (const std::int64_t j : of_query) on_pair(first + i, j);
        of_query.clear();
      }
    };
    search.tiles(first, rows, gather, tell);
  }
}

}  // namespace plugin_common
