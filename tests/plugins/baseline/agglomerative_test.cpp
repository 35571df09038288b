#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <doctest/doctest.h>

#include "linkage.hpp"
#include "support/fake_fit_context.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;
using namespace assay::baseline_agglomerative;

namespace {

Tensor column(const std::vector<double>& values) { return vector(values).unsqueeze(1); }

std::vector<double> heights(const Tensor& x, Linkage linkage) {
  std::vector<double> out;
  for (const Merge& merge : merges(x, linkage)) out.push_back(merge.height);
  return out;
}

void check_heights(Linkage linkage, const std::vector<double>& expected) {
  const std::vector<double> found = heights(column({0.0, 1.0, 4.0, 10.0}), linkage);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-12));
}

/// Merges the two nearest clusters again and again, with the distance between clusters by its definition.
Tensor by_definition(const Tensor& x, Linkage linkage, std::int64_t clusters) {
  const Tensor distances = torch::cdist(x.to(torch::kFloat64), x.to(torch::kFloat64));
  std::vector<std::vector<std::int64_t>> groups;
  for (std::int64_t i = 0; i < x.size(0); ++i) groups.push_back({i});
  const auto between = [&](const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
    const Tensor pairs = distances.index_select(0, integers(a)).index_select(1, integers(b));
    if (linkage == Linkage::single) return pairs.min().item<double>();
    if (linkage == Linkage::complete) return pairs.max().item<double>();
    if (linkage == Linkage::average) return pairs.mean().item<double>();
    const auto mean = [&](const std::vector<std::int64_t>& rows) { return x.to(torch::kFloat64).index_select(0, integers(rows)).mean(0); };
    const auto sizes = static_cast<double>(a.size() * b.size()) / static_cast<double>(a.size() + b.size());
    return (mean(a) - mean(b)).norm().item<double>() * std::sqrt(2.0 * sizes);
  };
  while (static_cast<std::int64_t>(groups.size()) > clusters) {
    std::size_t first = 0;
    std::size_t second = 1;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t j = i + 1; j < groups.size(); ++j) {
        const double distance = between(groups[i], groups[j]);
        if (distance >= smallest) continue;
        smallest = distance;
        first = i;
        second = j;
      }
    }
    groups[first].insert(groups[first].end(), groups[second].begin(), groups[second].end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(second));
  }
  Tensor out = torch::empty({x.size(0)}, torch::kInt64);
  for (std::size_t g = 0; g < groups.size(); ++g) out.index_fill_(0, integers(groups[g]), static_cast<std::int64_t>(g));
  return out;
}

std::unique_ptr<assay::Baseline> fitted(const Tensor& x, assay::Value::Table options) {
  auto model = make_component<assay::Baseline>("agglomerative", std::move(options));
  FakeFitContext context(1);
  model->fit(x, context);
  CHECK(context.rounds == std::vector<std::int64_t>{1});
  return model;
}

Tensor labels(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Assigns&>(model).responsibilities(x).argmax(1); }

}  // namespace

TEST_CASE("the heights of four points on a line have their hand-computed values") {
  check_heights(Linkage::single, {1.0, 3.0, 6.0});
  check_heights(Linkage::complete, {1.0, 4.0, 10.0});
  check_heights(Linkage::average, {1.0, 3.5, 25.0 / 3.0});
  // Means 0.5 and 4, then 5/3 and 10: √(2·2·1/3)·3.5 and √(2·3·1/4)·25/3.
  check_heights(Linkage::ward, {1.0, std::sqrt(4.0 / 3.0) * 3.5, std::sqrt(1.5) * 25.0 / 3.0});
}

TEST_CASE("the clusters are those of merging the nearest two again and again") {
  const Tensor x = stream(3).normal({18, 2});
  for (const Linkage linkage : {Linkage::ward, Linkage::average, Linkage::complete, Linkage::single}) {
    const auto found = merges(x, linkage);
    for (const std::int64_t clusters : {1, 2, 5, 18}) CHECK(torch::equal(cut(found, clusters), by_definition(x, linkage, clusters)));
  }
}

TEST_CASE("heights ascend and do not depend on the order of the samples") {
  const Tensor x = stream(4).normal({60, 3});
  for (const Linkage linkage : {Linkage::ward, Linkage::average, Linkage::complete, Linkage::single}) {
    const auto found = heights(x, linkage);
    const auto reversed = heights(x.flip({0}), linkage);
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK((i == 0 || found[i] >= found[i - 1]));
      CHECK(reversed[i] == doctest::Approx(found[i]).epsilon(1e-12));
    }
  }
}

TEST_CASE("samples that were linked keep their cluster and others go to the nearest mean") {
  // A chain from 0 to 9 and a pair at 11: the mean of the chain, 4.5, is farther from 9 than that of the pair.
  const Tensor x = column({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 11.5});
  const auto model = fitted(x, {{"clusters", 2}, {"linkage", "single"}});
  CHECK(torch::equal(labels(*model, x), integers({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1})));
  CHECK(torch::equal(labels(*model, column({9.1, -3.0, 20.0})), integers({1, 0, 1})));
  assay::StateDict state;
  model->save(state);
  CHECK(torch::allclose(state.get("centres"), torch::tensor({{4.5}, {11.25}}, torch::kFloat64)));
  const auto restored = make_component<assay::Baseline>("agglomerative", {{"clusters", 2}, {"linkage", "single"}});
  restored->restore(state);
  CHECK(torch::equal(labels(*restored, x), labels(*model, x)));
}

TEST_CASE("of many samples some are linked and separated clouds are found all the same") {
  const Tensor member = torch::arange(900).remainder(3);
  const Tensor x = 0.3 * stream(2).normal({900, 2}) + 6.0 * torch::stack({member, member.square()}, 1);
  for (const char* linkage : {"ward", "average", "complete", "single"}) {
    const auto model = fitted(x, {{"clusters", 3}, {"linkage", linkage}, {"max_samples", 60}});
    const Tensor found = labels(*model, x);
    for (std::int64_t k = 0; k < 3; ++k) {
      const Tensor of_cloud = found.masked_select(member.eq(k));
      CHECK(of_cloud.eq(of_cloud[0]).all().item<bool>());
    }
    CHECK(std::get<0>(torch::_unique(found)).numel() == 3);
    assay::StateDict state;
    model->save(state);
    CHECK(state.get("samples").size(0) == 60);
    CHECK(state.get("heights").size(0) == 59);
  }
}

TEST_CASE("impossible requests are refused") {
  const auto make = [](assay::Value::Table options, std::int64_t count) {
    assay::DatasetInfo info = vectors(3);
    info.count = count;
    return error_code([&] { return make_component<assay::Baseline>("agglomerative", std::move(options), info); });
  };
  CHECK(make({{"clusters", 11}}, 10) == "agglomerative.too-few-samples");
  CHECK(make({{"clusters", 11}, {"max_samples", 10}}, 100) == "agglomerative.too-few-samples");
  // 20,000 samples make 199,990,000 pairs, 1525 MiB.
  CHECK(make({{"max_samples", 20000}}, 20000) == "agglomerative.too-large");
  CHECK(make({{"max_samples", 20000}, {"memory_limit", 1526}}, 20000).empty());
  CHECK(make({{"max_samples", 20000}}, 5000).empty());
  CHECK(error_code([] { fitted(column({0.0, 1.0, std::numeric_limits<double>::infinity()}), {{"clusters", 1}}); }) == "samples.not-finite");
}
