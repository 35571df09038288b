#include <doctest/doctest.h>

#include "support/fake_fit_context.hpp"
#include "support/plugin_inputs.hpp"

using namespace test_support;

TEST_CASE("the features are the samples, and there is one round of nothing to do") {
  const auto model = make_component<assay::Baseline>("raw", {}, images(1, 2, 3));
  const Tensor x = stream().normal({5, 6});
  FakeFitContext context(1);
  model->fit(x, context);
  CHECK(context.rounds == std::vector<std::int64_t>{1});
  auto& embeds = dynamic_cast<assay::Embeds&>(*model);
  CHECK(embeds.features() == 6);
  CHECK(torch::equal(embeds.embed(x), x));
  CHECK(dynamic_cast<assay::Assigns*>(model.get()) == nullptr);
}
