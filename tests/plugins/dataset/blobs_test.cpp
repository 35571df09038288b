#include <doctest/doctest.h>

#include "support/plugin_components.hpp"

#include "mixture.hpp"

namespace {

using assay::Value;

assay::DatasetContents blobs_with(Value::Table options) { return test_support::make_component<assay::Dataset>("blobs", std::move(options))->load(); }

std::string code_of(Value::Table options) {
  try {
    test_support::make_component<assay::Dataset>("blobs", std::move(options));
  } catch (const assay::SpecError& error) {
    return error.code();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the documented mixture has its centres at plus and minus four") {
  const auto mixture = blobs::draw_mixture(1, 4, 2, 2000, 4.0, 0.5, {});
  std::vector<double> corners;
  for (std::int64_t k = 0; k < 4; ++k) {
    CHECK(std::abs(mixture.centres.row(k)[0]) == 4.0);
    CHECK(std::abs(mixture.centres.row(k)[1]) == 4.0);
    corners.push_back(10 * mixture.centres.row(k)[0] + mixture.centres.row(k)[1]);
  }
  std::sort(corners.begin(), corners.end());
  CHECK(corners == std::vector<double>{-44.0, -36.0, 36.0, 44.0});
}

TEST_CASE("points scatter around their centre with the given deviation") {
  const auto mixture = blobs::draw_mixture(7, 3, 5, 30000, 4.0, 0.5, {});
  double sum = 0.0;
  double squares = 0.0;
  for (std::int64_t i = 0; i < 30000; ++i) {
    for (std::int64_t axis = 0; axis < 5; ++axis) {
      const double residual = mixture.points.row(i)[axis] - mixture.centres.row(mixture.labels[static_cast<std::size_t>(i)])[axis];
      sum += residual;
      squares += residual * residual;
    }
  }
  // 150000 draws: the standard error of the mean is 0.0013, of the variance 0.0009.
  CHECK(std::abs(sum / 150000) < 0.006);
  CHECK(std::abs(squares / 150000 - 0.25) < 0.005);
}

TEST_CASE("centres are never closer than twice the separation") {
  for (const auto& [clusters, dimensions] : std::vector<std::pair<std::int64_t, std::int64_t>>{{10, 2}, {7, 1}, {20, 10}, {1, 3}, {27, 3}}) {
    const auto mixture = blobs::draw_mixture(3, clusters, dimensions, clusters, 2.0, 0.1, {});
    for (std::int64_t i = 0; i < clusters; ++i) {
      for (std::int64_t j = 0; j < i; ++j) {
        double distance2 = 0.0;
        for (std::int64_t axis = 0; axis < dimensions; ++axis) distance2 += std::pow(mixture.centres.row(i)[axis] - mixture.centres.row(j)[axis], 2);
        CHECK(distance2 >= 16.0);
      }
    }
  }
}

TEST_CASE("a rotation keeps all distances") {
  const auto mixture = blobs::draw_mixture(5, 4, 3, 40, 4.0, 0.5, {});
  const auto rotated = blobs::rotated(5, mixture.points, 64);
  const auto before = torch::from_blob(const_cast<double*>(mixture.points.values.data()), {40, 3}, torch::kFloat64);
  const auto after = torch::from_blob(const_cast<double*>(rotated.values.data()), {40, 64}, torch::kFloat64);
  CHECK((torch::pdist(before) - torch::pdist(after)).abs().max().item<double>() < 1e-10);
}

TEST_CASE("cluster sizes follow the weights exactly") {
  CHECK(torch::bincount(blobs_with({{"count", 2000}}).labels).eq(500).all().item<bool>());
  const auto labels = blobs_with({{"count", 10}, {"clusters", 3}, {"weights", Value::Array{6.0, 3.0, 1.0}}}).labels;
  CHECK(torch::bincount(labels).equal(torch::tensor({6, 3, 1}, torch::kInt64)));
  // 7 samples in 3 equal parts: 3, 2, 2.
  CHECK(torch::bincount(blobs_with({{"count", 7}, {"clusters", 3}}).labels).equal(torch::tensor({3, 2, 2}, torch::kInt64)));
}

TEST_CASE("the declared range holds and only unit scaling has one") {
  const auto unit = test_support::make_component<assay::Dataset>("blobs", {{"count", 100}});
  CHECK(unit->info().lowest == 0.0);
  CHECK(unit->info().highest == 1.0);
  CHECK(unit->info().shape == std::vector<std::int64_t>{64});
  CHECK(unit->load().x.min().item<float>() == 0.0F);
  CHECK(unit->load().x.max().item<float>() == 1.0F);
  const auto unbounded = test_support::make_component<assay::Dataset>("blobs", {{"count", 100}, {"range", "unbounded"}});
  CHECK(unbounded->info().lowest == unbounded->info().highest);
  CHECK(unbounded->load().x.min().item<float>() < 0.0F);
}

TEST_CASE("the same options give the same blobs and another seed gives others") {
  const auto first = blobs_with({{"count", 100}});
  const auto again = blobs_with({{"count", 100}});
  CHECK(first.x.equal(again.x));
  CHECK(first.labels.equal(again.labels));
  CHECK_FALSE(first.x.equal(blobs_with({{"count", 100}, {"seed", 2}}).x));
}

TEST_CASE("the network keeps clusters apart but bends them") {
  const auto contents = blobs_with({{"count", 400}});
  const auto distances = torch::cdist(contents.x, contents.x);
  const auto alike = contents.labels.unsqueeze(0) == contents.labels.unsqueeze(1);
  CHECK(distances.index({alike}).max().item<double>() > 0.0);
  CHECK((distances + torch::eye(400) * 1e9).argmin(1).eq(torch::arange(400)).any().item<bool>() == false);
  const auto nearest = (distances + torch::eye(400) * 1e9).argmin(1);
  CHECK(contents.labels.index({nearest}).eq(contents.labels).to(torch::kFloat64).mean().item<double>() > 0.99);
}

TEST_CASE("options that contradict each other are refused") {
  CHECK(code_of({{"clusters", 3}, {"weights", Value::Array{1.0, 2.0}}}) == "spec.inconsistent-options");
  CHECK(code_of({{"latent_dim", 10}, {"dimensions", 5}}) == "spec.inconsistent-options");
  CHECK(code_of({{"clusters", 10}, {"count", 9}}) == "spec.inconsistent-options");
  CHECK(code_of({{"clusters", 2}, {"weights", Value::Array{1.0, 0.0}}}) == "spec.out-of-range");
  CHECK(code_of({{"count", 1000000}, {"dimensions", 100000}}) == "spec.too-large");
  CHECK(code_of({}) == "no error");
}
