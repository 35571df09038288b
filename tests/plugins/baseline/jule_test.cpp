#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "merging.hpp"
#include "support/baseline_runs.hpp"
#include "support/fitted.hpp"
#include "support/planted_mixture.hpp"
#include "triplet_trainer.hpp"

using namespace test_support;
using namespace assay::baseline_jule;
using assay::Value;

namespace {

constexpr std::int64_t side = 10;

/// Images of four classes: a soft bar, upright or level, around one of two places that it varies about, on noise.
Planted bars(std::int64_t count = 160, std::uint64_t seed = 5) {
  assay::Stream random = stream(seed);
  const Tensor labels = torch::arange(count).remainder(4);
  const Tensor place = 2.0 + 5.0 * labels.remainder(2) + random.uniform({count}, -1.0, 1.0);
  const Tensor profile = torch::exp(-(torch::arange(side).unsqueeze(0) - place.unsqueeze(1)).square() / 3.0);
  const Tensor upright = profile.unsqueeze(1).expand({count, side, side});
  const Tensor level = profile.unsqueeze(2).expand({count, side, side});
  const Tensor images = torch::where(labels.ge(2).view({count, 1, 1}), upright, level) + 0.2 * random.uniform({count, side, side});
  return {images.reshape({count, side * side}), labels};
}

assay::DatasetInfo bars_info(const Planted& planted) {
  assay::DatasetInfo info = images(1, side, side, 4);
  info.count = planted.x.size(0);
  return info;
}

std::unique_ptr<assay::Baseline> make_jule(const assay::DatasetInfo& info, Value::Table options = {}) {
  for (const auto& [key, value] : Value::Table{{"clusters", 4}, {"channels", 6}, {"features", 12}, {"epochs", 3}, {"batch", 40}, {"neighbours", 10}})
    options.insert({key, value});
  return make_component<assay::Baseline>("jule", std::move(options), info);
}

Fitted fitted_jule(const Planted& planted, Value::Table options = {}) {
  return fitted(make_jule(bars_info(planted), std::move(options)), planted.x, bars_info(planted));
}

}  // namespace

TEST_CASE("jule finds planted classes, and says so in every way that it can") {
  const Planted planted = bars();
  const Fitted jule = fitted_jule(planted, {{"epochs", 4}, {"merge_share", 0.5}, {"batch", 20}});
  const torch::NoGradGuard no_grad;
  CHECK(jule.assigns().clusters() == 4);
  CHECK(accuracy(planted.labels, jule.labels(planted.x)) >= 0.95);
  // A training sample keeps the cluster it was given, alone or in a batch.
  CHECK(torch::equal(jule.labels(planted.x), jule.saved("clusters")));
  CHECK(torch::equal(jule.labels(planted.x.narrow(0, 7, 3)), jule.saved("clusters").narrow(0, 7, 3)));
  CHECK(dynamic_cast<assay::Embeds&>(*jule.model).features() == 12);
  CHECK(torch::allclose(jule.embed(planted.x), jule.saved("features"), 1e-4, 1e-5));
  const Planted unseen = bars(200, 6);
  CHECK(accuracy(unseen.labels, jule.labels(unseen.x)) >= 0.95);
}

TEST_CASE("clusters merge period by period while the network learns to tell them apart") {
  const Planted planted = bars();
  const auto model = make_jule(bars_info(planted), {{"merge_share", 0.5}});
  FakeFitContext context(1, bars_info(planted));
  std::vector<std::int64_t> assigned;  // clusters that were told during the fit
  context.after_round = [&](std::int64_t /*round*/) {
    const torch::NoGradGuard no_grad;
    auto& assigns = dynamic_cast<assay::Assigns&>(*model);
    CHECK(assigns.responsibilities(planted.x).size(1) == assigns.clusters());
    assigned.push_back(assigns.clusters());
    return true;
  };
  model->fit(planted.x, context);
  const auto& series = context.recorder().series;
  const auto& clusters = series.at("jule.clusters");
  REQUIRE(clusters.size() == context.rounds.size());
  CHECK(std::vector<double>(assigned.begin(), assigned.end()) == clusters);
  // Round 1 makes the chains, then each period is three epochs and a phase of merging; the last two rounds follow each other.
  const std::size_t phases = series.at("jule.affinity").size();
  CHECK(context.rounds.size() == 1 + 3 * (phases - 1) + phases);
  CHECK(context.expected_rounds == static_cast<std::int64_t>(context.rounds.size()));
  CHECK(series.at("loss.triplet").size() == 3 * (phases - 1));
  REQUIRE(phases >= 3);
  for (std::size_t phase = 0; phase + 2 < phases; ++phase) {
    const std::size_t round = 4 * phase + 4;
    CHECK(clusters[round - 1] == clusters[round - 3]);
    CHECK(clusters[round] == clusters[round - 1] - std::ceil(0.5 * clusters[round - 1]));
  }
  CHECK(clusters.back() == 4.0);
  CHECK(clusters[clusters.size() - 2] == 4.0);
}

TEST_CASE("the last round clusters by the learned features, or leaves the clusters that training ends with") {
  const Planted planted = bars();  // of four classes: what makes six is a matter of chance
  for (const bool recluster : {true, false}) {
    const auto model = make_jule(bars_info(planted), {{"clusters", 6}, {"epochs", 1}, {"recluster", recluster}});
    FakeFitContext context(1, bars_info(planted));
    std::vector<Tensor> after_round;
    context.after_round = [&](std::int64_t /*round*/) {
      after_round.push_back(saved_state(*model).get("clusters"));
      return true;
    };
    model->fit(planted.x, context);
    Tensor expected = after_round[after_round.size() - 2];
    CHECK(expected.max().item<std::int64_t>() == 5);
    if (recluster) {
      const Tensor features = saved_state(*model).get("features");
      const NeighbourGraph graph = neighbour_graph(Points(features), 10, 1.0);
      Clustering again = initial_clusters(graph, 6);
      while (again.count > 6) again = merged(features, graph, again, {6, 0.9, {}});
      CHECK_FALSE(torch::equal(expected, integers(again.clusters)));
      expected = integers(again.clusters);
    }
    CHECK(torch::equal(after_round.back(), expected));
  }
}

TEST_CASE("a fit that was interrupted ends with the bits of an undisturbed one") {
  const Planted planted = bars(80);
  const auto make = [&] { return make_jule(bars_info(planted), {{"epochs", 2}, {"merge_share", 0.6}, {"affinity_update", "exact"}}); };
  const auto context = [&] { return std::make_unique<FakeFitContext>(1, bars_info(planted)); };
  FakeFitContext whole(1, bars_info(planted));
  make()->fit(planted.x, whole);
  REQUIRE(whole.rounds.size() >= 6);
  // After the chains, in the middle of a period, after a period, after merging, and at the end.
  for (const std::size_t round : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4}, whole.rounds.size()})
    check_resumes(planted.x, static_cast<std::int64_t>(round), make, context);
}

TEST_CASE("batches without triplets are skipped and counted, and take no step") {
  const Planted planted = bars(40);
  const Fitted jule = fitted_jule(planted, {{"batch", 2}, {"epochs", 1}});
  // Two samples are a pair without negatives, or no pair.
  for (const double skipped : jule.series("jule.skipped_batches")) CHECK(skipped == 20.0);
  for (const double loss : jule.series("loss.triplet")) CHECK(std::isnan(loss));
  CHECK(jule.context->recorder().events.front() == "jule.nothing-to-learn");
  // The weights are those that the stream drew, without decay.
  CHECK(torch::equal(jule.saved("network/output.weight"), fitted_jule(planted, {{"lr", 0.0}}).saved("network/output.weight")));
}

TEST_CASE("the learning rate falls with every batch, skipped or not") {
  TrainerOptions options;
  options.network = {3, 4};
  options.batch = 10;
  options.lr_decay = 0.5;
  assay::Stream init = stream();
  TripletTrainer trainer(images(1, 8, 8), options, init, c10::Device(c10::DeviceType::CPU));
  CHECK(trainer.lr() == 0.01);
  assay::Streams streams(1);
  const auto epoch = trainer.run_epoch(stream(2).uniform({25, 64}), std::vector<std::int64_t>(25, 0), streams);
  CHECK(epoch.batches == 3);
  CHECK(epoch.skipped == 3);
  CHECK(trainer.lr() == doctest::Approx(0.01 * std::pow(2.5, -0.75)));
}

TEST_CASE("few samples or many clusters are no obstacle as long as there are enough") {
  const Planted planted = bars(9);
  const Fitted jule = fitted_jule(planted, {{"clusters", 8}});
  const torch::NoGradGuard no_grad;
  CHECK(std::get<0>(torch::_unique(jule.labels(planted.x))).numel() == 8);
}

TEST_CASE("impossible requests are refused") {
  assay::DatasetInfo info = images(1, side, side);
  info.count = 3;
  CHECK(error_code([&] { make_jule(info); }) == "jule.too-few-samples");
  CHECK(error_code([&] { make_jule(vectors(100)); }) == "jule.no-images");
  CHECK(error_code([&] { make_jule(images(1, 4, 4)); }) == "jule.too-small");
  const Planted broken = bars(8);
  broken.x[3][5] = std::numeric_limits<float>::infinity();
  CHECK(error_code([&] { fitted_jule(broken); }) == "samples.not-finite");
}
