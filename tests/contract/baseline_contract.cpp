#include "assay/capabilities.hpp"
#include "contract.hpp"
#include "support/fake_fit_context.hpp"

using namespace contract;
using test_support::FakeFitContext;

namespace {

constexpr std::int64_t count = 60;

/// Three clouds in five dimensions.
Tensor clouds() {
  assay::Stream noise = stream(8);
  return noise.normal({count, 5}) + torch::arange(count).remainder(3).to(torch::kFloat32).unsqueeze(1) * 6.0;
}

assay::DatasetInfo info() {
  assay::DatasetInfo data = info_of({5});
  data.count = count;
  return data;
}

assay::NamedTensors saved(const assay::Baseline& baseline) {
  assay::StateDict state;
  baseline.save(state);
  return state.tensors();
}

void check_equal(const assay::NamedTensors& left, const assay::NamedTensors& right) {
  REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    CAPTURE(left[i].first);
    CHECK(left[i].first == right[i].first);
    CHECK(torch::equal(left[i].second, right[i].second));
  }
}

}  // namespace

TEST_CASE("every baseline gives the same model for the same seed") {
  for_each("baseline", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const Tensor x = clouds();
    const auto first = create<assay::Baseline>(table, info());
    const auto second = create<assay::Baseline>(table, info());
    FakeFitContext first_context(1, info());
    FakeFitContext second_context(1, info());
    first->fit(x, first_context);
    second->fit(x, second_context);
    check_equal(saved(*first), saved(*second));
    CHECK(torch::equal(x, clouds()));
  });
}

TEST_CASE("every baseline that was stopped and restored ends like one that was not") {
  for_each("baseline", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const Tensor x = clouds();
    const auto undisturbed = create<assay::Baseline>(table, info());
    FakeFitContext whole(1, info());
    undisturbed->fit(x, whole);

    FakeFitContext before(1, info());
    before.after_round = [](std::int64_t /*round*/) { return false; };
    const auto stopped = create<assay::Baseline>(table, info());
    stopped->fit(x, before);
    assay::StateDict state;
    stopped->save(state);
    FakeFitContext after(99, info());
    after.streams().restore(before.streams().state());
    const auto resumed = create<assay::Baseline>(table, info());
    resumed->restore(state);
    resumed->fit(x, after);
    check_equal(saved(*undisturbed), saved(*resumed));
    auto rounds = before.rounds;
    rounds.insert(rounds.end(), after.rounds.begin(), after.rounds.end());
    CHECK(rounds == whole.rounds);
  });
}

TEST_CASE("every baseline that assigns gives shares that sum to one and survive a round trip") {
  for_each("baseline", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const Tensor x = clouds();
    const auto baseline = create<assay::Baseline>(table, info());
    FakeFitContext context(1, info());
    baseline->fit(x, context);
    auto* assigns = dynamic_cast<assay::Assigns*>(baseline.get());
    if (assigns == nullptr) return;
    const Tensor shares = assigns->responsibilities(x);
    CHECK(shares.sizes() == at::IntArrayRef({count, assigns->clusters()}));
    CHECK(torch::allclose(shares.sum(1), torch::ones({count})));
    CHECK(shares.min().item<double>() >= 0.0);
    assay::StateDict state;
    baseline->save(state);
    const auto restored = create<assay::Baseline>(table, info());
    restored->restore(state);
    CHECK(torch::equal(dynamic_cast<assay::Assigns&>(*restored).responsibilities(x), shares));
  });
}
