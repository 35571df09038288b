#include <algorithm>
#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "depict_network.hpp"
#include "early_stopping.hpp"
#include "initial_clusters.hpp"
#include "objective.hpp"
#include "path_graph.hpp"
#include "path_integral.hpp"
#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;
using depict::DepictNetwork;
using depict::DepictOptions;
using depict::Layers;

namespace {

constexpr std::int64_t planted_clusters = 3;

/// Noisy images of 8×8 in [−1, 1] with a bright square of 4×4 in one of three corners, moved by up to a pixel.
Planted planted_images(std::int64_t count) {
  assay::Stream random = stream(5);
  const Tensor labels = torch::arange(count).remainder(planted_clusters);
  const Tensor x = random.normal({count, 8, 8}) * 0.1 - 0.8;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t row = (i % planted_clusters == 0 ? 0 : 3) + random.integer(2);
    const std::int64_t column = (i % planted_clusters == 1 ? 0 : 3) + random.integer(2);
    x[i].narrow(0, row, 4).narrow(1, column, 4) += 1.6;
  }
  return {x.clamp_(-1.0, 1.0).view({count, 64}), labels};
}

assay::DatasetInfo symmetric_images(std::int64_t channels, std::int64_t height, std::int64_t width, std::int64_t count = 100) {
  assay::DatasetInfo info = images(channels, height, width);
  info.count = count;
  info.lowest = -1.0;
  return info;
}

struct Example {
  explicit Example(std::int64_t count = 90) : planted(planted_images(count)), info(symmetric_images(1, 8, 8, count)) {}

  Planted planted;
  assay::DatasetInfo info;

  std::unique_ptr<assay::Baseline> model(Value::Table options) const {
    options.insert({{"clusters", planted_clusters},
                    {"maps", 4},
                    {"batch", 16},
                    {"lr", 0.005},
                    {"n_init", 2},
                    {"autoencoder_epochs", 3},
                    {"label_epochs", 2},
                    {"joint_epochs", 2}});
    return make_component<assay::Baseline>("depict", std::move(options), info);
  }
  std::unique_ptr<FakeFitContext> context() const { return std::make_unique<FakeFitContext>(1, info); }
};

/// Parameters of the network in double precision, for finite differences.
std::shared_ptr<DepictNetwork> small_network(const assay::DatasetInfo& info, std::int64_t maps, std::int64_t clusters) {
  assay::Stream init = stream(2);
  auto network = std::make_shared<DepictNetwork>(info, maps, clusters, init);
  network->to(torch::kFloat64);
  return network;
}

double number(const Tensor& tensor) { return tensor.item<double>(); }

/// Clustering by path integrals as it is defined: S_{a|c} for all pairs of clusters, by inverting I − 0.01 P_c.
Tensor merged_by_inverses(const Tensor& codes, std::int64_t clusters) {
  const std::int64_t count = codes.size(0);
  Tensor p = torch::zeros({count, count}, torch::kFloat64);
  const auto graph = depict::path_graph(codes);
  for (std::size_t i = 0; i < graph.out.size(); ++i) {
    for (const auto& edge : graph.out[i]) p[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(edge.to)] = edge.weight;
  }
  Tensor assigned = torch::arange(count);
  for (std::size_t i = 0; i < graph.out.size(); ++i) {
    const Tensor mine = assigned[static_cast<std::int64_t>(i)].clone();
    assigned.masked_fill_(assigned.eq(mine), assigned[static_cast<std::int64_t>(graph.out[i].front().to)]);
  }
  const auto paths = [&](const Tensor& of, const Tensor& within) {
    const Tensor rows = within.nonzero().squeeze(1);
    const Tensor inverse = torch::inverse(torch::eye(rows.size(0), torch::kFloat64) - 0.01 * p.index_select(0, rows).index_select(1, rows));
    const Tensor ones = of.index_select(0, rows).to(torch::kFloat64);
    return number(ones.dot(inverse.mv(ones))) / std::pow(number(ones.sum()), 2);
  };
  while (true) {
    const Tensor names = std::get<0>(torch::_unique2(assigned));
    if (names.size(0) == clusters) break;
    double best = 0.0;
    std::pair<Tensor, Tensor> pair;
    for (std::int64_t i = 0; i < names.size(0); ++i) {
      for (std::int64_t j = 0; j < i; ++j) {
        const Tensor a = assigned.eq(names[i]);
        const Tensor b = assigned.eq(names[j]);
        const double affinity = paths(a, a.logical_or(b)) - paths(a, a) + paths(b, a.logical_or(b)) - paths(b, b);
        if (affinity <= best) continue;
        best = affinity;
        pair = {names[i], names[j]};
      }
    }
    assigned = assigned.masked_fill(assigned.eq(pair.first), pair.second);
  }
  Tensor numbered = torch::full_like(assigned, -1);
  for (std::int64_t i = 0; i < count; ++i) {
    if (number(numbered[i]) < 0.0) numbered.masked_fill_(assigned.eq(assigned[i]), numbered.max() + 1);
  }
  return numbered;
}

/// The shapes of the activations and of the decoder's layers for one image.
void check_sizes(const assay::DatasetInfo& info, const std::vector<std::int64_t>& first, const std::vector<std::int64_t>& second) {
  assay::Stream init = stream();
  const DepictNetwork network(info, 50, 10, init);
  const Layers clean = network.activations(torch::zeros({2, info.dimensions()}));
  CHECK(clean.image.sizes() == at::IntArrayRef({2, info.shape[0], info.shape[1], info.shape[2]}));
  CHECK(clean.first.sizes() == at::IntArrayRef({2, 50, first[0], first[1]}));
  CHECK(clean.second.sizes() == at::IntArrayRef({2, 50, second[0], second[1]}));
  const Tensor code = network.code(clean);
  CHECK(code.sizes() == at::IntArrayRef({2, 10}));
  const Layers decoded = network.decode(code);
  CHECK(decoded.image.sizes() == clean.image.sizes());
  CHECK(decoded.first.sizes() == clean.first.sizes());
  CHECK(decoded.second.sizes() == clean.second.sizes());
}

}  // namespace

TEST_CASE("the maps have the published sizes for digits of 28x28 and 16x16") {
  check_sizes(symmetric_images(1, 28, 28), {13, 13}, {7, 7});
  check_sizes(symmetric_images(1, 16, 16), {7, 7}, {4, 4});
  assay::Stream init = stream();
  const auto widths = [&](std::int64_t side) {
    return DepictNetwork(symmetric_images(1, side, side), 50, 10, init).named_parameters()["code.weight"];
  };
  CHECK(widths(28).sizes() == at::IntArrayRef({10, 2450}));
  CHECK(widths(16).sizes() == at::IntArrayRef({10, 800}));
}

TEST_CASE("images of any other size and number of channels come back in their size") {
  check_sizes(symmetric_images(3, 32, 32), {15, 15}, {8, 8});
  check_sizes(symmetric_images(1, 4, 4), {1, 1}, {1, 1});
  check_sizes(symmetric_images(2, 27, 28), {12, 13}, {6, 7});  // only the height leaves a row unread, in both convolutions
  check_sizes(symmetric_images(1, 5, 31), {1, 14}, {1, 7});
}

TEST_CASE("the decoder of one code unit is the hand-computed chain of its layers") {
  assay::Stream init = stream();
  const DepictNetwork network(symmetric_images(1, 4, 4), 1, 2, init);
  const torch::NoGradGuard no_grad;
  for (auto& item : network.named_parameters()) item.value().fill_(item.key().find("bias") == std::string::npos ? 0.5 : 0.25);
  const Layers clean = network.activations(torch::full({1, 16}, -0.5));
  const double first = 0.01 * (16 * 0.5 * -0.5 + 0.25);
  const double second = 0.5 * first + 0.25;  // padding leaves one of the kernel's 25 numbers
  CHECK(number(clean.first) == doctest::Approx(first));
  CHECK(number(clean.second) == doctest::Approx(second));
  const double code = std::tanh(0.5 * second + 0.25);
  CHECK(torch::allclose(network.code(clean), torch::full({1, 2}, code)));
  const Layers decoded = network.decode(torch::full({1, 2}, -1.0));
  const double expanded = 0.01 * (-1.0 + 0.25);
  const double mirrored = 0.5 * expanded + 0.25;
  CHECK(number(decoded.second) == doctest::Approx(expanded));
  CHECK(number(decoded.first) == doctest::Approx(mirrored));
  CHECK(torch::allclose(decoded.image, torch::full({1, 1, 4, 4}, std::tanh(0.5 * mirrored + 0.25))));
}

TEST_CASE("only the noisy path drops, a tenth of the pixels as of the first activations, and equal noise gives equal codes") {
  const auto info = symmetric_images(1, 8, 8);
  assay::Stream init = stream();
  const DepictNetwork network(info, 4, 3, init);
  const Tensor x = stream(3).uniform({20, 64}, -1.0, 1.0);
  const Tensor clean = network.embed(x);
  const auto noisy = [&](double share, std::uint64_t seed) {
    assay::Stream noise = stream(seed);
    return network.noisy_code(x, share, noise);
  };
  CHECK(torch::equal(noisy(0.0, 1), clean));
  CHECK(torch::equal(noisy(0.1, 1), noisy(0.1, 1)));
  CHECK_FALSE(torch::allclose(noisy(0.1, 1), noisy(0.1, 2)));
  CHECK_FALSE(torch::allclose(noisy(0.1, 1), clean));
  CHECK(torch::equal(network.embed(x), clean));
}

TEST_CASE("the targets have their hand-computed values under both rules") {
  const Tensor p = vector({0.6, 0.4, 0.9, 0.1}).view({2, 2});
  CHECK(torch::allclose(depict::targets_of(p, "square"), vector({0.428571, 0.571429, 0.964286, 0.035714}).view({2, 2}), 1e-5, 1e-6));
  CHECK(torch::allclose(depict::targets_of(p, "sqrt"), vector({0.464102, 0.535898, 0.838610, 0.161390}).view({2, 2}), 1e-5, 1e-6));
  const Tensor with_empty_cluster = vector({1.0, 0.0, 1.0, 0.0}).view({2, 2});
  for (const char* rule : {"square", "sqrt"}) CHECK(torch::equal(depict::targets_of(with_empty_cluster, rule), with_empty_cluster));
}

TEST_CASE("the cross-entropy has its hand-computed value and finite ones far away") {
  const Tensor targets = vector({0.25, 0.75, 1.0, 0.0}).view({2, 2});
  const Tensor logits = vector({0.5, 0.5, 0.3, 0.7}).log().view({2, 2});
  CHECK(number(depict::cross_entropy(targets, logits)) == doctest::Approx(0.5 * (std::log(2.0) - std::log(0.3))));
  CHECK(number(depict::cross_entropy(row({0.0, 1.0}), row({1000.0, 0.0}))) == doctest::Approx(1000.0));
}

TEST_CASE("the reconstruction loss is the weighted sum of each layer's mean squared error") {
  const Layers clean{torch::zeros({2, 1, 4, 4}), torch::zeros({2, 3, 2, 2}), torch::zeros({2, 3, 1, 1})};
  const Layers decoded{torch::full({2, 1, 4, 4}, 2.0), torch::full({2, 3, 2, 2}, 3.0), torch::full({2, 3, 1, 1}, 5.0)};
  CHECK(number(depict::reconstruction_loss(decoded, clean, DepictOptions{})) == doctest::Approx(4.0 + 0.1 * 9.0 + 0.1 * 25.0));
  DepictOptions equal;
  equal.first_weight = equal.second_weight = 1.0;
  CHECK(number(depict::reconstruction_loss(decoded, clean, equal)) == doctest::Approx(38.0));
}

TEST_CASE("gradients pass through the clean targets, as finite differences say") {
  const auto info = symmetric_images(1, 4, 4);
  const auto network = small_network(info, 2, 2);
  const Tensor x = stream(3).uniform({3, 16}, -1.0, 1.0).to(torch::kFloat64);
  DepictOptions options;
  options.first_weight = options.second_weight = 1.0;
  const auto objective = [&](bool constant_targets) {
    const Layers clean = network->activations(x);
    const Layers decoded = network->decode(network->code(clean));
    if (!constant_targets) return depict::reconstruction_loss(decoded, clean, options);
    return depict::reconstruction_loss(decoded, {clean.image, clean.first.detach(), clean.second.detach()}, options);
  };
  const auto gradient = [&](bool constant_targets) {
    network->zero_grad();
    objective(constant_targets).backward();
    return network->named_parameters()["first.weight"].grad().clone();
  };
  const Tensor whole = gradient(false);
  CHECK_FALSE(torch::allclose(whole, gradient(true), 1e-3));
  const torch::NoGradGuard no_grad;
  const Tensor weight = network->named_parameters()["first.weight"].view({-1});
  constexpr double step = 1e-6;
  for (std::int64_t i = 0; i < weight.size(0); i += 5) {
    weight[i] += step;
    const double above = number(objective(false));
    weight[i] -= 2.0 * step;
    const double below = number(objective(false));
    weight[i] += step;
    CHECK(number(whole.view({-1})[i]) == doctest::Approx((above - below) / (2.0 * step)).epsilon(1e-5));
  }
}

TEST_CASE("directions are those of the mean codes, with norm 1") {
  const Tensor codes = vector({0.3, 0.5, 0.3, 0.3, 0.0, -0.5, 0.0, -0.1, 0.2, 0.0}).view({5, 2});
  const Tensor directions = depict::mean_directions(codes, integers({0, 0, 1, 1, 3}), 4);
  CHECK(torch::allclose(directions, vector({0.6, 0.8, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0}).view({4, 2})));
  CHECK(torch::equal(depict::mean_directions(torch::zeros({2, 2}), integers({0, 1}), 2), torch::zeros({2, 2})));
}

TEST_CASE("k-means finds clouds of codes") {
  const Planted planted = planted_mixture(80, 4);
  assay::Stream random = stream();
  CHECK(accuracy(planted.labels, depict::kmeans_clusters(planted.x, 4, 5, random)) == 1.0);
}

TEST_CASE("the edges of the path graph have their hand-computed weights") {
  // Distances 1, 2 and 3 squared: 1, 4 and 9; each sample has both others for neighbours, so σ² = 2 (1 + 4 + 9) / 6.
  const auto graph = depict::path_graph(vector({0.0, 1.0, 3.0}).unsqueeze(1));
  const double scale = 14.0 / 3.0;
  REQUIRE(graph.out[1].size() == 3);
  CHECK(graph.out[1][0].to == 0);
  CHECK(graph.out[1][1].to == 2);
  CHECK(graph.out[1][2].to == 1);
  const double sum = std::exp(-1.0 / scale) + std::exp(-4.0 / scale) + 1.0;
  CHECK(graph.out[1][0].weight == doctest::Approx(std::exp(-1.0 / scale) / sum));
  CHECK(graph.out[1][1].weight == doctest::Approx(std::exp(-4.0 / scale) / sum));
  CHECK(graph.out[1][2].weight == doctest::Approx(1.0 / sum));
  const std::vector<std::size_t> others = {1, 2};
  CHECK(graph.in[0] == others);
}

TEST_CASE("clustering by path integrals is what matrix inverses of all pairs of clusters give") {
  for (const std::uint64_t seed : {1, 2}) {
    CAPTURE(seed);
    const Tensor codes = stream(seed).normal({36, 2});
    for (const std::int64_t clusters : {2, 4}) {
      CAPTURE(clusters);
      CHECK(depict::path_integral_clusters(codes, clusters).equal(merged_by_inverses(codes, clusters)));
    }
  }
}

TEST_CASE("clustering by path integrals finds clouds, also when no edges connect them") {
  const Planted planted = planted_mixture(120, 4);
  CHECK(accuracy(planted.labels, depict::path_integral_clusters(planted.x, 4)) == 1.0);
  // Of four groups without edges between them the two that come first are merged.
  const Tensor far = torch::arange(4).repeat_interleave(30) * 1000.0 + torch::arange(30).repeat({4});
  CHECK(depict::path_integral_clusters(far.unsqueeze(1), 3).equal(torch::arange(4).sub(1).clamp_min(0).repeat_interleave(30)));
  CHECK(error_code([&] { depict::path_integral_clusters(vector({0.0, 0.1, 1.0, 1.1}).unsqueeze(1), 3); }) == "depict.too-few-initial-clusters");
  CHECK(depict::path_integral_clusters(torch::zeros({30, 2}), 1).eq(0).all().item<bool>());
}

TEST_CASE("early stopping counts from the best and gives its weights back") {
  depict::EarlyStopping stopping;
  const assay::NamedTensors weights{{"w", torch::zeros({2})}};
  const auto observe = [&](double score, double weight) {
    weights[0].second.fill_(weight);
    stopping.observe(score, weights);
    return stopping.epochs_since_best();
  };
  CHECK(observe(-3.0, 1.0) == 0);
  CHECK(observe(-2.0, 2.0) == 0);
  CHECK(observe(-2.0, 3.0) == 1);  // no better
  CHECK(observe(-9.0, 4.0) == 2);
  assay::StateDict state;
  stopping.save(state);
  depict::EarlyStopping restored;
  restored.restore(state);
  CHECK(restored.epochs_since_best() == 2);
  restored.put_best_into(weights);
  CHECK(torch::equal(weights[0].second, torch::full({2}, 2.0)));
  restored.observe(-2.5, weights);
  CHECK(restored.epochs_since_best() == 3);
}

TEST_CASE("the first phase ends with the weights of its lowest validation error, which is that of samples it was not trained on") {
  const Example example;
  // So fast that the error soon goes up, which ends the phase.
  const auto model = example.model({{"lr", 0.1}, {"autoencoder_epochs", 500}, {"patience", 1}, {"first_weight", 0.0}, {"second_weight", 0.0}});
  const auto context = example.context();
  const auto& errors = context->recorder().series["depict.validation_error"];
  context->after_round = [&](std::int64_t) { return errors.size() < 2 || errors.back() < errors[errors.size() - 2]; };
  model->fit(example.planted.x, *context);
  REQUIRE(errors.size() < 500);
  const double lowest = *std::min_element(errors.begin(), errors.end());
  REQUIRE(lowest < errors.back());
  const assay::StateDict state = saved_state(*model);
  const Tensor validation = state.get("validation");
  CHECK(validation.size(0) == 9);
  CHECK(std::get<0>(torch::cat({validation, state.get("training")}).sort()).equal(torch::arange(90)));
  const Tensor x = example.planted.x.index_select(0, validation);
  CHECK(number((dynamic_cast<assay::Reconstructs&>(*model).reconstruct(x) - x).square().mean()) == doctest::Approx(lowest).epsilon(1e-5));
}

TEST_CASE("without improvement for as many epochs as patience says, a phase gives way to the next") {
  const Example example;
  const auto model = example.model({{"lr", 1e-12}, {"autoencoder_epochs", 50}, {"patience", 4}, {"label_epochs", 50}, {"label_patience", 3}});
  const auto context = example.context();
  std::vector<std::int64_t> expected;
  context->after_round = [&](std::int64_t) {
    expected.push_back(context->expected_rounds);
    return true;
  };
  model->fit(example.planted.x, *context);
  const auto& series = context->recorder().series;
  // With weights that cannot move the first epoch is the best of phase 1; in phase 2 it is what k-means left, before the first.
  CHECK(series.at("depict.validation_error").size() == 5);
  CHECK(series.at("depict.validation_agreement").size() == 3);
  const std::vector<double> phases = {1, 1, 1, 1, 1, 2, 2, 2, 3};
  CHECK(series.at("depict.phase") == phases);
  // 50 + 50 + 2 at most, and less as soon as a phase has ended.
  CHECK(expected == std::vector<std::int64_t>{102, 102, 102, 102, 57, 57, 57, 10, 9});
}

TEST_CASE("the second phase starts from the directions of the mean codes of the clusters, without bias") {
  const Example example;
  const auto model = example.model({{"lr", 1e-12}, {"autoencoder_epochs", 1}, {"label_epochs", 2}});
  const auto context = example.context();
  context->after_round = [](std::int64_t round) { return round < 2; };
  model->fit(example.planted.x, *context);
  const assay::StateDict state = saved_state(*model);
  const Tensor codes = dynamic_cast<assay::Embeds&>(*model).embed(example.planted.x);
  const Tensor members = state.get("targets");
  CHECK(members.sum(1).eq(1.0).all().item<bool>());
  const Tensor means = members.t().mm(codes) / members.sum(0).unsqueeze(1);
  const Tensor directions = means / means.square().sum(1, true).sqrt();
  CHECK(torch::allclose(state.get("network/softmax.weight"), directions, 0.0, 1e-3));
  CHECK(torch::allclose(state.get("network/softmax.bias"), torch::zeros({planted_clusters}), 0.0, 1e-9));
  const Tensor shares = dynamic_cast<assay::Assigns&>(*model).responsibilities(example.planted.x);
  CHECK(torch::allclose(shares, torch::softmax(codes.mm(directions.t()), 1), 0.0, 1e-3));
}

TEST_CASE("the third phase makes its targets of the probabilities of all samples, the smaller last batch included") {
  const Example example;
  for (const char* rule : {"square", "sqrt"}) {
    const auto model = example.model({{"target", rule}, {"lr", 1e-12}, {"autoencoder_epochs", 1}, {"label_epochs", 1}, {"tolerance", 0.0}});
    const auto context = example.context();
    context->after_round = [](std::int64_t round) { return round < 3; };
    model->fit(example.planted.x, *context);
    const Tensor p = dynamic_cast<assay::Assigns&>(*model).responsibilities(example.planted.x);
    CHECK(torch::allclose(saved_state(*model).get("targets"), depict::targets_of(p, rule), 1e-4, 1e-6));
    CHECK(context->recorder().series.at("depict.smallest_cluster").back() == doctest::Approx(number(p.mean(0).min())).epsilon(1e-5));
  }
}

TEST_CASE("the third phase ends when its targets hardly change") {
  const Example example;
  const auto epochs = [&](double tolerance) {
    const auto model = example.model({{"autoencoder_epochs", 1}, {"label_epochs", 1}, {"joint_epochs", 6}, {"tolerance", tolerance}});
    const auto context = example.context();
    model->fit(example.planted.x, *context);
    return context->recorder().series.at("depict.target_change");
  };
  const std::vector<double> changes = epochs(0.0);
  REQUIRE(changes.size() == 6);
  REQUIRE(changes[1] < changes[0]);
  CHECK(epochs(0.5 * (changes[0] + changes[1])).size() == 2);
}

TEST_CASE("before there are clusters, all are equally probable") {
  const Example example;
  const auto model = example.model({{"autoencoder_epochs", 2}});
  const auto context = example.context();
  context->after_round = [](std::int64_t /*round*/) { return false; };
  model->fit(example.planted.x, *context);
  const Tensor shares = dynamic_cast<assay::Assigns&>(*model).responsibilities(example.planted.x);
  CHECK(torch::allclose(shares, torch::full({90, planted_clusters}, 1.0 / planted_clusters)));
}

TEST_CASE("depict finds planted clusters in images and reconstructs them") {
  const Example example;
  const auto model = example.model({{"maps", 8}, {"lr", 0.01}, {"autoencoder_epochs", 30}, {"label_epochs", 10}, {"joint_epochs", 10}});
  const auto context = example.context();
  model->fit(example.planted.x, *context);
  CHECK(accuracy(example.planted.labels, dynamic_cast<assay::Assigns&>(*model).responsibilities(example.planted.x).argmax(1)) >= 0.95);
  const Tensor error = dynamic_cast<assay::Reconstructs&>(*model).reconstruct(example.planted.x) - example.planted.x;
  CHECK(number(error.square().mean()) < 0.5 * number(example.planted.x.var()));
  CHECK(dynamic_cast<assay::Embeds&>(*model).embed(example.planted.x).abs().max().item<double>() < 1.0);
  const auto& series = context->recorder().series;
  CHECK(series.at("depict.validation_error").back() < series.at("depict.validation_error").front());
  CHECK(series.at("loss.total").back() == doctest::Approx(series.at("loss.reconstruction").back() + series.at("loss.clustering").back()));
  const std::vector<std::string> events = {"depict.softmax-started"};
  CHECK(context->recorder().events == events);
}

TEST_CASE("the second phase can start from path integrals instead") {
  const Example example;
  const auto clusters_of = [&](const char* method) {
    const auto model = example.model({{"initial_clusters", method}, {"lr", 1e-12}, {"autoencoder_epochs", 1}, {"label_epochs", 2}});
    const auto context = example.context();
    context->after_round = [](std::int64_t round) { return round < 2; };
    model->fit(example.planted.x, *context);
    const Tensor codes = dynamic_cast<assay::Embeds&>(*model).embed(example.planted.x);
    return std::make_pair(saved_state(*model).get("targets").argmax(1), codes);
  };
  const std::pair<Tensor, Tensor> begun = clusters_of("ac_pic");
  CHECK(begun.first.equal(depict::path_integral_clusters(begun.second, planted_clusters)));
  CHECK_FALSE(begun.first.equal(clusters_of("kmeans").first));
}

TEST_CASE("a fit that was stopped in any phase, or between two, and restored ends with the same bits") {
  const Example example(30);
  for (const std::int64_t round : {1, 2, 3, 4, 5, 6, 7}) {
    CAPTURE(round);
    check_resumes(
        example.planted.x, round,
        [&] {
          return example.model({{"autoencoder_epochs", 3}, {"label_epochs", 2}, {"joint_epochs", 2}, {"tolerance", 0.0}});
        },
        [&] { return example.context(); });
  }
}

TEST_CASE("what depict cannot work with is refused before it trains") {
  const auto refuse = [](const assay::DatasetInfo& info, std::int64_t clusters = 3) {
    return error_code([&] { make_component<assay::Baseline>("depict", {{"clusters", clusters}}, info); });
  };
  CHECK(refuse(symmetric_images(1, 16, 16)).empty());
  CHECK(refuse(images(1, 16, 16)).empty());  // [0, 1] lies in [−1, 1]
  CHECK(refuse(vectors(64)) == "depict.no-images");
  CHECK(refuse(symmetric_images(1, 3, 16)) == "depict.image-too-small");
  auto wide = symmetric_images(1, 16, 16);
  wide.highest = 2.0;
  CHECK(refuse(wide) == "depict.data-range");
  auto unbounded = symmetric_images(1, 16, 16);
  unbounded.lowest = unbounded.highest = 0.0;
  CHECK(refuse(unbounded) == "depict.data-range");
  CHECK(refuse(symmetric_images(1, 16, 16), 101) == "depict.too-few-samples");
}

TEST_CASE("a loss that is not finite ends the trial") {
  const Example example;
  const auto context = example.context();
  const Tensor x = example.planted.x.clone();
  x[7][0] = std::numeric_limits<float>::infinity();
  CHECK(error_code([&] { example.model({})->fit(x, *context); }) == "train.non-finite");
}
