#include "neighbour_graph.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "../../common/neighbours.hpp"

namespace assay::baseline_jule {
namespace {

constexpr std::size_t most_hops = 50;

}  // namespace

NeighbourGraph neighbour_graph(const Points& points, std::int64_t neighbours, double width) {
  NeighbourGraph graph;
  graph.degree = std::min(neighbours, points.count() - 1);
  const auto found = plugin_common::nearest(points, points, graph.degree + 1);
  std::vector<double> distances;
  for (std::int64_t i = 0; i < points.count(); ++i) {
    const auto first = found.begin() + i * (graph.degree + 1);
    // Not the first where another sample is equal, and not among them where many are.
    const auto self = std::find_if(first, first + graph.degree, [i](const plugin_common::Neighbour& other) { return other.index == i; });
    for (auto other = first; other <= first + graph.degree; ++other) {
      if (other == self) continue;
      graph.neighbours.push_back(other->index);
      distances.push_back(other->squared_distance);
    }
  }
  const double mean = std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size());
  const double scale = mean > 0.0 ? 1.0 / (width * mean) : 0.0;
  graph.weights.resize(distances.size());
  std::transform(distances.begin(), distances.end(), graph.weights.begin(), [scale](double distance) { return std::exp(-distance * scale); });
  return graph;
}

std::vector<std::int64_t> chained_clusters(const NeighbourGraph& graph) {
  constexpr std::int64_t none = -1;
  constexpr std::int64_t of_this_chain = -2;
  std::vector<std::int64_t> cluster(static_cast<std::size_t>(graph.count()), none);
  std::int64_t clusters = 0;
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    std::vector<std::size_t> chain;
    std::size_t end = i;
    while (cluster[end] == none && chain.size() <= most_hops) {
      chain.push_back(end);
      cluster[end] = of_this_chain;
      end = static_cast<std::size_t>(graph.neighbours[end * static_cast<std::size_t>(graph.degree)]);
    }
    if (chain.empty()) continue;
    const std::int64_t joined = cluster[end] >= 0 ? cluster[end] : clusters++;
    for (const std::size_t member : chain) cluster[member] = joined;
  }
  return cluster;
}

}  // namespace assay::baseline_jule
