#include "path_graph.hpp"

#include <algorithm>
#include <cmath>

#include "../../common/neighbours.hpp"

namespace depict {
namespace {

constexpr std::int64_t most_neighbours = 20;

/// The nearest other samples of each sample, with squared distances as weights.
std::vector<std::vector<Edge>> nearest_others(const assay::Tensor& codes) {
  const plugin_common::Points points(codes);
  const std::int64_t wanted = std::min(most_neighbours, points.count() - 1);
  const auto found = plugin_common::nearest(points, points, wanted + 1);
  std::vector<std::vector<Edge>> edges(static_cast<std::size_t>(points.count()));
  const auto width = static_cast<std::size_t>(wanted);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    // The sample itself is one of those found, unless as many others have its place.
    for (std::size_t j = i * (width + 1); j < (i + 1) * (width + 1); ++j) {
      const auto to = static_cast<std::size_t>(found[j].index);
      if (to != i && edges[i].size() < width) edges[i].push_back({to, found[j].squared_distance});
    }
  }
  return edges;
}

/// σ².
double squared_scale(const std::vector<std::vector<Edge>>& edges) {
  double sum = 0.0;
  double farthest_nearest = 0.0;
  for (const auto& row : edges) {
    for (const Edge& edge : row) sum += edge.weight;
    farthest_nearest = std::max(farthest_nearest, row.front().weight);
  }
  double scale = sum / static_cast<double>(edges.size() * edges.front().size());
  if (scale == 0.0) return 1.0;  // all samples are alike
  while (std::exp(-farthest_nearest / scale) < 1e-5) scale *= 2.0;
  return scale;
}

}  // namespace

PathGraph path_graph(const assay::Tensor& codes) {
  PathGraph graph{nearest_others(codes), {}};
  graph.in.resize(graph.out.size());
  const double scale = squared_scale(graph.out);
  for (std::size_t i = 0; i < graph.out.size(); ++i) {
    double sum = 1.0;
    for (Edge& edge : graph.out[i]) {
      edge.weight = std::exp(-edge.weight / scale);
      sum += edge.weight;
      graph.in[edge.to].push_back(i);
    }
    graph.out[i].push_back({i, 1.0});
    for (Edge& edge : graph.out[i]) edge.weight /= sum;
  }
  return graph;
}

}  // namespace depict
