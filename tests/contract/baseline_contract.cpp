#include <algorithm>
#include <cmath>

#include "assay/capabilities.hpp"
#include "assay/nn/network_state.hpp"
#include "contract.hpp"
#include "support/fake_fit_context.hpp"

using namespace contract;
using test_support::FakeFitContext;

namespace {

constexpr std::int64_t count = 60;

/// Three clouds in 64 dimensions, which are the pixels of images, so that methods for images take them too.
Tensor clouds() {
  assay::Stream noise = stream(8);
  const Tensor centres = torch::arange(count).remainder(3).to(torch::kFloat32).unsqueeze(1) * 0.6 - 0.6;
  return (centres + 0.1 * noise.normal({count, 64})).clamp_(-1.0, 1.0);
}

assay::DatasetInfo info() {
  assay::DatasetInfo data = info_of({1, 8, 8});
  data.count = count;
  data.lowest = -1.0;
  data.labeled = 12;
  return data;
}

/// The [encoder] of methods that need one.
std::shared_ptr<const assay::Encoder> encoder() {
  const Value table = Value::Table{{"use", "mlp"}, {"hidden", Value(Value::Array{8})}, {"features", 2}, {"batch_norm", false}};
  return create<assay::Encoder>(table, info());
}

assay::host::Owned<assay::Baseline> create_baseline(const Value& table) {
  assay::BuildContext context(info(), {}, encoder());
  return registry().create<assay::Baseline>(table, context);
}

/// A context in which earlier stages have left an autoencoder and a clustering, of k-means and of a mixture at once.
class StagedContext {
 public:
  explicit StagedContext(std::uint64_t seed) : fit_(seed, info()) {
    assay::Stream init = stream(3);
    assay::put_network(fit_.stages["pretrain"], "encoder/", *encoder()->make_encoder(info(), init));
    assay::put_network(fit_.stages["pretrain"], "decoder/", *encoder()->make_decoder(info(), {encoder()->features()}, init));
    assay::StateDict& clustering = fit_.stages["init"];
    const Tensor centres = init.normal({3, encoder()->features()}).to(torch::kFloat64);
    clustering.put("centres", centres);
    clustering.put("weights", torch::full({3}, 1.0 / 3.0, torch::kFloat64));
    clustering.put("means", centres);
    clustering.put("variances", torch::ones_like(centres));
    fit_.told = assay::LabeledSamples{torch::arange(0, 12), torch::arange(0, 12).remainder(3)};
  }
  FakeFitContext& operator*() { return fit_; }
  FakeFitContext* operator->() { return &fit_; }

 private:
  FakeFitContext fit_;
};

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
    const auto first = create_baseline(table);
    const auto second = create_baseline(table);
    StagedContext first_context(1);
    StagedContext second_context(1);
    first->fit(x, *first_context);
    second->fit(x, *second_context);
    check_equal(saved(*first), saved(*second));
    CHECK(torch::equal(x, clouds()));
  });
}

TEST_CASE("every baseline that was stopped and restored ends like one that was not") {
  for_each("baseline", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const Tensor x = clouds();
    const auto undisturbed = create_baseline(table);
    StagedContext whole(1);
    undisturbed->fit(x, *whole);

    StagedContext before(1);
    before->after_round = [](std::int64_t /*round*/) { return false; };
    const auto stopped = create_baseline(table);
    stopped->fit(x, *before);
    assay::StateDict state;
    stopped->save(state);
    StagedContext after(1);
    after->streams().restore(before->streams().state());
    const auto resumed = create_baseline(table);
    resumed->restore(state);
    resumed->fit(x, *after);
    check_equal(saved(*undisturbed), saved(*resumed));
    auto rounds = before->rounds;
    rounds.insert(rounds.end(), after->rounds.begin(), after->rounds.end());
    CHECK(rounds == whole->rounds);
  });
}

TEST_CASE("what every trained baseline says of samples has the right shape and survives a round trip") {
  for_each("baseline", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const Tensor x = clouds();
    const auto baseline = create_baseline(table);
    StagedContext context(1);
    baseline->fit(x, *context);
    assay::StateDict state;
    baseline->save(state);
    const auto restored = create_baseline(table);
    restored->restore(state);
    const auto check_shares = [](const Tensor& shares, std::int64_t columns) {
      CHECK(shares.sizes() == at::IntArrayRef({count, columns}));
      CHECK(torch::allclose(shares.sum(1), torch::ones({count})));
      CHECK(shares.min().item<double>() >= 0.0);
    };
    if (auto* assigns = dynamic_cast<assay::Assigns*>(baseline.get())) {
      check_shares(assigns->responsibilities(x), assigns->clusters());
      CHECK(torch::equal(dynamic_cast<assay::Assigns&>(*restored).responsibilities(x), assigns->responsibilities(x)));
    }
    if (auto* classifies = dynamic_cast<assay::Classifies*>(baseline.get())) {
      check_shares(classifies->class_probabilities(x), info().classes);
      CHECK(torch::equal(dynamic_cast<assay::Classifies&>(*restored).class_probabilities(x), classifies->class_probabilities(x)));
    }
    if (auto* embeds = dynamic_cast<assay::Embeds*>(baseline.get())) {
      CHECK(embeds->embed(x).sizes() == at::IntArrayRef({count, embeds->features()}));
      CHECK(torch::equal(dynamic_cast<assay::Embeds&>(*restored).embed(x), embeds->embed(x)));
    }
  });
}

TEST_CASE("samples that are all zeros or all ones give every baseline finite losses, or an error that says why not") {
  const Tensor x = torch::arange(count).remainder(2).to(torch::kFloat32).unsqueeze(1).expand({count, 64}).contiguous();
  for_each("baseline", [&x](const assay::CatalogEntry& entry, const Value& table) {
    StagedContext context(1);
    try {
      create_baseline(table)->fit(x, *context);
    } catch (const assay::Error& error) {
      CHECK_MESSAGE(error.category() != assay::ErrorCategory::internal, entry.name);
      CHECK_MESSAGE(std::string(error.code()) != "train.non-finite", entry.name);
      return;
    }
    for (const auto& one : context->recorder().series) {  // no structured binding: CAPTURE is a lambda, and C++17 cannot capture one
      const std::string& name = one.first;
      const auto& values = one.second;
      if (name.rfind("loss.", 0) != 0) continue;
      CAPTURE(name);
      // NaN stands for no value: here nothing tells the samples of the clusters apart.
      const auto& events = context->recorder().events;
      const bool explained = std::find(events.begin(), events.end(), "jule.nothing-to-learn") != events.end();
      CHECK(std::all_of(values.begin(), values.end(), [&](double value) { return std::isfinite(value) || (std::isnan(value) && explained); }));
    }
  });
}
