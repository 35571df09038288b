#include "assay/metrics/assignment.hpp"

#include <limits>

namespace assay {
inline namespace abi_1 {
namespace {

constexpr std::int64_t unreached = std::numeric_limits<std::int64_t>::max();

/// Minimises the sum of costs. Rows and columns count from 1; index 0 is a column that stands for "not matched yet".
class ShortestPaths {
 public:
  ShortestPaths(const std::vector<std::int64_t>& gain, std::int64_t rows, std::int64_t columns)
      : gain_(gain),
        rows_(static_cast<std::size_t>(rows)),
        columns_(static_cast<std::size_t>(columns)),
        row_price_(rows_ + 1, 0),
        column_price_(columns_ + 1, 0),
        row_of_(columns_ + 1, 0) {}

  std::vector<std::int64_t> solve() {
    for (std::size_t row = 1; row <= rows_; ++row) match(row);
    std::vector<std::int64_t> column_of(rows_);
    for (std::size_t column = 1; column <= columns_; ++column) {
      if (row_of_[column] != 0) column_of[row_of_[column] - 1] = static_cast<std::int64_t>(column) - 1;
    }
    return column_of;
  }

 private:
  /// Cost less prices: >= 0 everywhere and 0 on matched pairs.
  std::int64_t reduced_cost(std::size_t row, std::size_t column) const {
    return -gain_[(row - 1) * columns_ + column - 1] - row_price_[row] - column_price_[column];
  }

  /// Finds the cheapest alternating path from `row` to a free column and swaps the matches along it.
  void match(std::size_t row) {
    std::vector<std::int64_t> distance(columns_ + 1, unreached);
    std::vector<std::size_t> previous(columns_ + 1, 0);
    std::vector<bool> done(columns_ + 1, false);
    row_of_[0] = row;
    std::size_t column = 0;
    while (row_of_[column] != 0) column = advance(column, distance, previous, done);
    while (column != 0) {
      row_of_[column] = row_of_[previous[column]];
      column = previous[column];
    }
  }

  /// Settles `column`, updates the prices and returns the nearest column that is not settled.
  std::size_t advance(std::size_t column, std::vector<std::int64_t>& distance, std::vector<std::size_t>& previous, std::vector<bool>& done) {
    done[column] = true;
    std::int64_t step = unreached;
    std::size_t nearest = 0;
    for (std::size_t j = 1; j <= columns_; ++j) {
      if (done[j]) continue;
      const std::int64_t through = reduced_cost(row_of_[column], j);
      if (through < distance[j]) {
        distance[j] = through;
        previous[j] = column;
      }
      if (distance[j] < step) {
        step = distance[j];
        nearest = j;
      }
    }
    for (std::size_t j = 0; j <= columns_; ++j) {
      if (done[j]) {
        row_price_[row_of_[j]] += step;
        column_price_[j] -= step;
      } else {
        distance[j] -= step;
      }
    }
    return nearest;
  }

  const std::vector<std::int64_t>& gain_;
  std::size_t rows_;
  std::size_t columns_;
  std::vector<std::int64_t> row_price_;
  std::vector<std::int64_t> column_price_;
  std::vector<std::size_t> row_of_;  ///< the row matched to a column, 0 for none
};

}  // namespace

std::vector<std::int64_t> best_assignment(const std::vector<std::int64_t>& gain, std::int64_t rows, std::int64_t columns) {
  return ShortestPaths(gain, rows, columns).solve();
}

}  // namespace abi_1
}  // namespace assay
