#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

std::unique_ptr<assay::Baseline> make_m2(const Value::Table& more, const assay::DatasetInfo& data) {
  Value::Table options = {{"clusters", 4}, {"likelihood", "gaussian"}, {"hidden", Value(Value::Array{32, 32})}, {"dim", 4}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("m2", std::move(options), data);
}

}  // namespace

TEST_CASE("the code carries the clusters and the category does not: the collapse that M2 is known for") {
  const Planted planted = planted_mixture(400);
  const auto model = make_m2({{"epochs", 15}, {"batch", 40}}, planted_info(planted));
  FakeFitContext context(1, planted_info(planted));
  model->fit(planted.x, context);
  const auto& series = context.recorder().series;
  CHECK(series.at("loss.total").back() < 0.5 * series.at("loss.total").front());
  CHECK(series.at("loss.categorical_kl").back() < 0.1 * std::log(4.0));  // q(y | x) is close to uniform
  CHECK(accuracy(planted.labels, dynamic_cast<assay::Assigns&>(*model).responsibilities(planted.x).argmax(1)) < 0.9);
}

TEST_CASE("style is the code itself, whatever the category") {
  const Planted planted = planted_mixture(60);
  const auto model = make_m2({{"epochs", 2}}, planted_info(planted));
  FakeFitContext context(1, planted_info(planted));
  model->fit(planted.x, context);
  auto& generates = dynamic_cast<assay::Generates&>(*model);
  CHECK(torch::equal(generates.style(planted.x), dynamic_cast<assay::Embeds&>(*model).embed(planted.x)));
  const Tensor style = generates.style(planted.x);
  const Tensor zeros = torch::zeros({60}, torch::kInt64);
  CHECK_FALSE(torch::allclose(generates.generate(zeros, style), generates.generate(zeros + 1, style)));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  check_resumes(
      planted.x, 2,
      [&] {
        return make_m2({{"epochs", 4}}, planted_info(planted));
      },
      [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
}
