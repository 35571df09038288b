#include <cmath>

#include <doctest/doctest.h>

#include "merging.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using namespace assay::baseline_jule;

namespace {

/// Clouds of `size` samples in the plane, 1 wide.
Tensor clouds(const std::vector<double>& places, std::int64_t size) {
  const Tensor x = torch::zeros({static_cast<std::int64_t>(places.size()) * size, 2});
  x.select(1, 0).copy_(vector(places).repeat_interleave(size));
  return x + stream(7).normal(x.sizes());
}

Tensor of_clouds(std::int64_t clouds, std::int64_t size) { return torch::arange(clouds).repeat_interleave(size); }

NeighbourGraph graph_of(const Tensor& x, std::int64_t neighbours) { return neighbour_graph(Points(x), neighbours, 1.0); }

MergeOptions options(std::int64_t clusters, double share, bool exact = true) { return {clusters, share, {exact, 5}}; }

Clustering singles(std::int64_t count) { return initial_clusters({1, std::vector<std::int64_t>(static_cast<std::size_t>(count), 0), {}}, count); }

}  // namespace

TEST_CASE("a phase merges its share of the clusters and leaves no fewer than K") {
  const Tensor x = clouds({0.0, 5.0}, 30);
  const NeighbourGraph graph = graph_of(x, 8);
  const Clustering start = initial_clusters(graph, 2);
  REQUIRE(start.count > 12);
  REQUIRE(start.count <= 40);  // too few for outliers to go first
  for (const double share : {0.3, 0.5}) {
    const Clustering found = merged(x, graph, start, options(2, share));
    CHECK(found.count == start.count - static_cast<std::int64_t>(std::ceil(share * static_cast<double>(start.count))));
    CHECK(found.last_affinity > 0.0);
  }
  CHECK(merged(x, graph, start, options(7, 1.0)).count == 7);
}

TEST_CASE("separate clouds are found in both modes") {
  const Tensor x = clouds({0.0, 12.0, 24.0, 40.0}, 50);
  const NeighbourGraph graph = graph_of(x, 10);
  for (const bool exact : {false, true}) {
    const Clustering found = merged(x, graph, initial_clusters(graph, 4), options(4, 1.0, exact));
    CHECK(torch::equal(integers(found.clusters), of_clouds(4, 50)));
  }
}

TEST_CASE("when no affinity is left clusters go to the nearest centroid, the smallest first") {
  const Tensor x = torch::cat({clouds({0.0, 30.0}, 40), clouds({55.0}, 30)});
  const NeighbourGraph graph = graph_of(x, 10);
  const Clustering found = merged(x, graph, initial_clusters(graph, 2), options(2, 1.0));
  CHECK(torch::equal(integers(found.clusters), torch::cat({of_clouds(1, 40), torch::ones({70}, torch::kInt64)})));
}

TEST_CASE("outliers go to the nearest cluster before clusters are merged while there are many") {
  // No sample of the cloud has the outlier among its nearest.
  const Tensor x = torch::cat({clouds({0.0}, 60), torch::full({1, 2}, 50.0)});
  const NeighbourGraph graph = graph_of(x, 20);
  const Clustering many = merged(x, graph, singles(61), options(3, 1e-6));
  CHECK(many.count == 59);  // the outlier, and one merge by affinity
  std::vector<std::int64_t> with_outlier;
  for (std::size_t i = 0; i < 60; ++i) {
    if (many.clusters[i] == many.clusters[60]) with_outlier.push_back(static_cast<std::int64_t>(i));
  }
  CHECK(with_outlier == std::vector<std::int64_t>{torch::cdist(x.narrow(0, 60, 1), x.narrow(0, 0, 60)).argmin().item<std::int64_t>()});
  // Of 61 clusters and K = 4 it could be one that is wanted.
  const Clustering few = merged(x, graph, singles(61), options(4, 1e-6));
  CHECK(few.count == 60);
  CHECK(few.clusters[60] == 59);
}

TEST_CASE("where chains leave too few clusters every sample begins by itself") {
  const NeighbourGraph graph = graph_of(clouds({0.0}, 12), 5);
  const std::int64_t chains = initial_clusters(graph, 1).count;
  CHECK(chains < 12);
  CHECK(initial_clusters(graph, chains).count == chains);
  CHECK(initial_clusters(graph, chains + 1).count == 12);
}
