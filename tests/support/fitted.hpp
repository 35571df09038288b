#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/fake_fit_context.hpp"
#include "support/plugin_inputs.hpp"

namespace test_support {

/// A baseline after its fit, with what it recorded.
struct Fitted {
  std::unique_ptr<assay::Baseline> model;
  std::unique_ptr<FakeFitContext> context;

  [[nodiscard]] Tensor saved(const char* name) const {
    assay::StateDict state;
    model->save(state);
    return state.get(name);
  }
  [[nodiscard]] const std::vector<double>& series(const char* name) const { return context->recorder().series.at(name); }
  [[nodiscard]] assay::Assigns& assigns() const { return dynamic_cast<assay::Assigns&>(*model); }
  [[nodiscard]] Tensor responsibilities(const Tensor& x) const { return assigns().responsibilities(x); }
  [[nodiscard]] Tensor labels(const Tensor& x) const { return responsibilities(x).argmax(1); }
  [[nodiscard]] Tensor embed(const Tensor& x) const { return dynamic_cast<assay::Embeds&>(*model).embed(x); }
};

/// For baselines that need no stages.
inline Fitted fitted(std::unique_ptr<assay::Baseline> model, const Tensor& x, assay::DatasetInfo info = {}, std::uint64_t seed = 1) {
  Fitted out{std::move(model), std::make_unique<FakeFitContext>(seed, std::move(info))};
  out.model->fit(x, *out.context);
  return out;
}

/// The component `baseline` of the plugin under test, which looks at nothing but its samples.
inline Fitted fitted(const std::string& baseline, const Tensor& x, assay::Value::Table options, std::uint64_t seed = 1) {
  return fitted(make_component<assay::Baseline>(baseline, std::move(options)), x, {}, seed);
}

}  // namespace test_support
