#include "report/projection/quad_tree.hpp"

#include <algorithm>

namespace assay::report {
namespace {

constexpr int most_levels = 48;  // points that are still together down there are taken as one

}  // namespace

QuadTree::QuadTree(const Rows& points) {
  std::array<double, 2> low{points.row(0)[0], points.row(0)[1]};
  std::array<double, 2> high = low;
  for (std::size_t i = 1; i < points.count; ++i) {
    for (std::size_t d = 0; d < 2; ++d) {
      low[d] = std::min(low[d], points.row(i)[d]);
      high[d] = std::max(high[d], points.row(i)[d]);
    }
  }
  const double size = std::max({high[0] - low[0], high[1] - low[1], 1e-300}) * (1.0 + 1e-9);
  cells_.reserve(4 * points.count);
  cells_.push_back({low[0], low[1], size});
  for (std::size_t i = 0; i < points.count; ++i) insert(points.row(i)[0], points.row(i)[1]);
}

std::size_t QuadTree::child_at(const Cell& cell, double x, double y) {
  const double half = 0.5 * cell.size;
  return cell.children + (x >= cell.left + half ? 1 : 0) + (y >= cell.top + half ? 2 : 0);
}

void QuadTree::split(std::size_t index) {
  const std::size_t first = cells_.size();
  const Cell parent = cells_[index];
  const double half = 0.5 * parent.size;
  for (const double top : {parent.top, parent.top + half}) {
    for (const double left : {parent.left, parent.left + half}) cells_.push_back({left, top, half});
  }
  cells_[index].children = first;
  Cell& child = cells_[child_at(cells_[index], parent.centre[0], parent.centre[1])];
  child.mass = parent.mass;
  child.centre = parent.centre;
}

void QuadTree::insert(double x, double y) {
  std::size_t index = 0;
  for (int level = 0;; ++level) {
    const bool leaf = cells_[index].children == 0;
    const bool together = cells_[index].centre[0] == x && cells_[index].centre[1] == y;
    const bool stays = leaf && (cells_[index].mass == 0.0 || together || level == most_levels);
    if (leaf && !stays) split(index);
    Cell& cell = cells_[index];
    cell.centre[0] = (cell.centre[0] * cell.mass + x) / (cell.mass + 1.0);
    cell.centre[1] = (cell.centre[1] * cell.mass + y) / (cell.mass + 1.0);
    cell.mass += 1.0;
    if (stays) {
      if (together) cell.centre = {x, y};  // rounding must not move a point away from its twins
      return;
    }
    index = child_at(cell, x, y);
  }
}

void QuadTree::repulsion(const double* point, double angle, double& normaliser, std::array<double, 2>& force) const {
  std::vector<std::size_t> open{0};
  while (!open.empty()) {
    const Cell& cell = cells_[open.back()];
    open.pop_back();
    if (cell.mass == 0.0) continue;
    const double dx = point[0] - cell.centre[0];
    const double dy = point[1] - cell.centre[1];
    const double squared = dx * dx + dy * dy;
    if (cell.children != 0 && cell.size * cell.size >= angle * angle * squared) {
      for (std::size_t child = 0; child < 4; ++child) open.push_back(cell.children + child);
      continue;
    }
    // The point itself is in a leaf at distance 0, perhaps with twins: one of them is left out.
    const double mass = cell.children == 0 && squared == 0.0 ? cell.mass - 1.0 : cell.mass;
    const double weight = 1.0 / (1.0 + squared);
    normaliser += mass * weight;
    force[0] += mass * weight * weight * dx;
    force[1] += mass * weight * weight * dy;
  }
}

}  // namespace assay::report
