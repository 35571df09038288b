#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "report/projection/rows.hpp"

namespace assay::report {

/// Repulsions among points of the plane, far groups of points taken as one (Barnes and Hut 1986).
class QuadTree {
 public:
  /// `points`: [N, 2].
  explicit QuadTree(const Rows& points);

  /// Sums over the other points j of point i, with w = 1 / (1 + |y_i − y_j|²): w into `normaliser`, w² (y_i − y_j) into `force`.
  /// A cell of width s at distance d counts as one point where s < angle · d.
  void repulsion(const double* point, double angle, double& normaliser, std::array<double, 2>& force) const;

 private:
  struct Cell {
    double left, top, size;
    double mass = 0.0;
    std::array<double, 2> centre{};  ///< of mass
    std::size_t children = 0;        ///< index of the first of four; 0: a leaf
  };

  void insert(double x, double y);
  void split(std::size_t index);
  [[nodiscard]] static std::size_t child_at(const Cell& cell, double x, double y);

  std::vector<Cell> cells_;
};

}  // namespace assay::report
