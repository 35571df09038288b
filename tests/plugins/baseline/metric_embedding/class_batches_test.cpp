#include "class_batches.hpp"

#include <doctest/doctest.h>
#include <torch/types.h>

#include "support/plugin_inputs.hpp"

using namespace test_support;
using assay::baseline_metric_embedding::ClassBatches;

namespace {

/// Four labels of each of three classes among thirty samples, of which each holds its own row.
const assay::LabeledSamples& told() {
  static const assay::LabeledSamples samples{torch::arange(12) * 2 + 1, torch::arange(12).remainder(3)};
  return samples;
}

Tensor samples() { return torch::arange(30).to(torch::kFloat32).unsqueeze(1); }

}  // namespace

TEST_CASE("a batch has equally many labeled samples of every class, none twice, each with its own class") {
  assay::Stream shuffle = stream(2);
  const ClassBatches batches(samples(), told(), shuffle);
  Tensor uses = torch::zeros({30}, torch::kInt64);
  for (int step = 0; step < 40; ++step) {
    const auto batch = batches.next(2);
    CHECK(torch::bincount(batch.classes).equal(integers({2, 2, 2})));
    CHECK(std::get<0>(at::_unique(batch.rows)).numel() == 6);
    CHECK(batch.x.squeeze(1).to(torch::kInt64).equal(batch.rows));
    CHECK(((batch.rows - 1) / 2).to(torch::kInt64).remainder(3).equal(batch.classes));
    uses.index_add_(0, batch.rows, torch::ones({6}, torch::kInt64));
  }
  CHECK(uses.index_select(0, told().rows).min().item<std::int64_t>() > 0);
  CHECK(uses.sum().item<std::int64_t>() == 240);
}

TEST_CASE("all labeled samples are taken where a class has fewer than wanted") {
  assay::Stream shuffle = stream(2);
  const auto batch = ClassBatches(samples(), told(), shuffle).next(10);
  CHECK(std::get<0>(batch.rows.sort()).equal(told().rows));
}
