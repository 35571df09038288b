#pragma once

#include <functional>
#include <memory>

#include <doctest/doctest.h>

#include "support/fake_fit_context.hpp"
#include "support/plugin_inputs.hpp"

namespace test_support {

inline assay::StateDict saved_state(const assay::Baseline& baseline) {
  assay::StateDict state;
  baseline.save(state);
  assay::StateDict copy;
  for (const auto& [name, tensor] : state.tensors()) copy.put(name, tensor.detach().clone());
  return copy;
}

inline void check_equal_states(const assay::StateDict& left, const assay::StateDict& right) {
  REQUIRE(left.tensors().size() == right.tensors().size());
  for (std::size_t i = 0; i < left.tensors().size(); ++i) {
    CAPTURE(left.tensors()[i].first);
    CHECK(left.tensors()[i].first == right.tensors()[i].first);
    CHECK(torch::equal(left.tensors()[i].second, right.tensors()[i].second));
  }
}

using MakeBaseline = std::function<std::unique_ptr<assay::Baseline>()>;
using MakeContext = std::function<std::unique_ptr<FakeFitContext>()>;

/// A fit that stops after `round` and goes on in a fresh object must end with the bits of one that never stopped.
inline void check_resumes(const Tensor& x, std::int64_t round, const MakeBaseline& make, const MakeContext& context) {
  const auto whole = make();
  const auto whole_context = context();
  whole->fit(x, *whole_context);

  const auto before = context();
  before->after_round = [&](std::int64_t done) { return done < round; };
  const auto stopped = make();
  stopped->fit(x, *before);
  REQUIRE(before->rounds.size() == static_cast<std::size_t>(round));
  const auto after = context();
  after->streams().restore(before->streams().state());
  const auto resumed = make();
  resumed->restore(saved_state(*stopped));
  resumed->fit(x, *after);
  CHECK(before->rounds.size() + after->rounds.size() == whole_context->rounds.size());
  CHECK(after->expected_rounds == whole_context->expected_rounds);
  check_equal_states(saved_state(*whole), saved_state(*resumed));
}

}  // namespace test_support
