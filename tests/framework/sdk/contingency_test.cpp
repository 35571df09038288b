#include <vector>

#include <doctest/doctest.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "assay/metrics/contingency.hpp"

namespace {

assay::Tensor integers(const std::vector<std::int64_t>& values) { return torch::tensor(values, torch::kInt64); }

}  // namespace

TEST_CASE("the table counts every pair of cluster and class") {
  const assay::Contingency table = assay::contingency(integers({0, 0, 1, 2, 2}), integers({0, 1, 1, 0, 0}), 4);
  CHECK(table.total == 5);
  CHECK(table.clusters == 4);
  CHECK(table.classes == 2);
  CHECK(table.counts == std::vector<std::int64_t>{1, 1, 0, 1, 2, 0, 0, 0});
  CHECK(table.cluster_sizes == std::vector<std::int64_t>{2, 1, 2, 0});
  CHECK(table.class_sizes == std::vector<std::int64_t>{3, 2});
  CHECK(table.at(2, 0) == 2);
}

TEST_CASE("assignments beyond the announced clusters get rows and strided inputs are read right") {
  const assay::Tensor strided = integers({0, 9, 3, 9, 1, 9}).view({3, 2}).select(1, 0);
  const assay::Contingency table = assay::contingency(strided, integers({0, 0, 0}), 2);
  CHECK(table.clusters == 4);
  CHECK(table.cluster_sizes == std::vector<std::int64_t>{1, 1, 0, 1});
}

TEST_CASE("unusable inputs are refused") {
  CHECK_THROWS_AS(assay::contingency(integers({}), integers({})), assay::InternalError);
  CHECK_THROWS_AS(assay::contingency(integers({0}), integers({0, 1})), assay::InternalError);
  CHECK_THROWS_AS(assay::contingency(integers({-1}), integers({0})), assay::InternalError);
}
