#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "adversaries.hpp"
#include "average.hpp"
#include "support/plugin_inputs.hpp"

using namespace assay::baseline_improved_gan;
using namespace test_support;

namespace {

constexpr std::int64_t rows = 40;

/// One set of small networks of either kind, with samples for them.
struct Example {
  GanOptions options;
  assay::DatasetInfo data;
  Tensor x;

  [[nodiscard]] Adversaries networks(std::uint64_t seed = 1) const {
    assay::Stream init = stream(seed);
    return {options, data, init};
  }
};

Example dense() {
  Example example;
  example.options.hidden = {12, 9};
  example.options.generator_hidden = {8, 8};
  example.options.noise_dim = 5;
  example.data = images(1, 4, 4, 3);
  example.x = stream(7).uniform({rows, 16});
  return example;
}

Example conv() {
  Example example;
  example.options.channels = 3;
  example.options.generator_channels = 2;
  example.options.noise_dim = 5;
  example.data = images(3, 16, 16, 4);
  example.data.lowest = -1.0;
  example.x = stream(7).uniform({rows, 3 * 16 * 16}, -1.0, 1.0);
  return example;
}

std::vector<Example> examples() { return {dense(), conv()}; }

baselines::LabeledBatch labeled(const Example& example) {
  return {example.x.narrow(0, 0, 6), torch::arange(6), torch::arange(6).remainder(example.data.classes)};
}

/// Mean and root mean square of what a layer gives, of the unit where it is farthest from what it should be.
struct Spread {
  double mean;
  double lowest_rms;
  double highest_rms;
};

Spread spread_of(const Tensor& output) {
  const Tensor units = output.transpose(0, 1).flatten(1);
  const Tensor rms = units.square().mean(1).sqrt();
  return {units.mean(1).abs().max().item<double>(), rms.min().item<double>(), rms.max().item<double>()};
}

std::vector<Tensor> copies(const torch::nn::Module& module) {
  std::vector<Tensor> all;
  for (const auto& parameter : module.parameters()) all.push_back(parameter.detach().clone());
  return all;
}

bool any_gradient(const torch::nn::Module& module) {
  for (const auto& parameter : module.parameters()) {
    if (parameter.grad().defined()) return true;
  }
  return false;
}

void check_all_have_gradients(const torch::nn::Module& module) {
  for (const auto& [name, parameter] : trained_parameters(module)) {
    CAPTURE(name);
    REQUIRE(parameter.grad().defined());
    CHECK(parameter.grad().isfinite().all().item<bool>());
  }
}

bool equal(const std::vector<Tensor>& left, const std::vector<Tensor>& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!torch::equal(left[i], right[i])) return false;
  }
  return left.size() == right.size();
}

}  // namespace

TEST_CASE("weights of a layer have the norm of its scale, whatever their direction's length") {
  assay::Stream init = stream(2);
  WeightNormal layer(6, 4, Role::output, 0.1, init);
  const Tensor weights = layer.forward(torch::eye(6)).t();  // [out, in]
  CHECK(torch::allclose(weights.square().sum(1), torch::ones({4})));
  const Tensor x = stream(3).normal({5, 6});
  const Tensor before = layer.forward(x);
  {
    const torch::NoGradGuard no_grad;
    layer.named_parameters()["direction"].mul_(7.0);
    CHECK(torch::allclose(layer.forward(x), before, 1e-4, 1e-5));
    layer.named_parameters()["scale"].mul_(2.0);
  }
  CHECK(torch::allclose(layer.forward(x), 2.0 * before, 1e-4, 1e-5));
}

TEST_CASE("the scale is trained in output layers alone") {
  assay::Stream init = stream(2);
  const WeightNormal hidden(6, 4, Role::hidden, 0.1, init);
  const WeightNormal output(6, 4, Role::output, 0.1, init);
  CHECK_FALSE(hidden.named_parameters().contains("scale"));
  CHECK(hidden.named_buffers().contains("scale"));
  CHECK(output.named_parameters().contains("scale"));
}

TEST_CASE("a layer that samples start gives mean 0 and rms 1 for them, also as a convolution and its transpose") {
  assay::Stream init = stream(2);
  const Tensor maps = stream(3).normal({20, 3, 6, 6}) * 4.0 + 2.0;
  for (const bool transposed : {false, true}) {
    WeightNormal layer(assay::Convolution::Shape{3, 5, 3, 2, transposed, transposed ? 1 : 0, 1}, Role::hidden, 0.05, init);
    const Tensor started = layer.start(maps);
    CHECK(started.size(2) == (transposed ? 12 : 3));
    CHECK(torch::allclose(layer.forward(maps), started, 1e-3, 1e-4));
    const Spread spread = spread_of(started);
    CHECK(spread.mean < 1e-4);
    CHECK(spread.lowest_rms == doctest::Approx(1.0).epsilon(1e-3));
    CHECK(spread.highest_rms == doctest::Approx(1.0).epsilon(1e-3));
  }
  WeightNormal layer(4, 2, Role::hidden, 0.1, init);
  const Tensor same = torch::ones({10, 4});
  CHECK(layer.start(same).isfinite().all().item<bool>());  // nothing varies
}

TEST_CASE("after the start every hidden layer of the discriminator gives rms 1 for its samples, an output layer behind convolutions 0.1") {
  for (const Example& example : examples()) {
    const Adversaries networks = example.networks();
    assay::Stream noise = stream(5);
    networks.discriminator()->start(example.x, noise);
    std::vector<Spread> spreads;
    assay::Stream same_noise = stream(5);
    const torch::NoGradGuard no_grad;
    const auto watched = [&](const WeightNormal& layer, const Tensor& input) {
      const Tensor output = layer.forward(input);
      spreads.push_back(spread_of(output));
      return output;
    };
    static_cast<void>(networks.discriminator()->run(example.x, &same_noise, watched));
    const bool convolutional = is_convolutional(example.options, example.data);
    const std::size_t layers = convolutional ? 10 : 3;
    CHECK(spreads.size() == layers);
    for (std::size_t i = 0; i < spreads.size(); ++i) {
      CAPTURE(i);
      const double rms = convolutional && i + 1 == spreads.size() ? 0.1 : 1.0;
      CHECK(spreads[i].mean < 1e-3);
      CHECK(spreads[i].lowest_rms == doctest::Approx(rms).epsilon(0.01));
      CHECK(spreads[i].highest_rms == doctest::Approx(rms).epsilon(0.01));
    }
  }
}

TEST_CASE("the published networks have the published layers") {
  const auto shapes = [](const torch::nn::Module& module) {
    std::map<std::string, std::vector<std::int64_t>> all;
    for (const auto& named : module.named_parameters()) all[named.key()] = named.value().sizes().vec();
    return all;
  };
  const auto networks_for = [](const assay::DatasetInfo& data) {
    assay::Stream init = stream();
    return Adversaries(GanOptions(), data, init);
  };
  const Adversaries mnist = networks_for(images(1, 28, 28));
  auto discriminator = shapes(*mnist.discriminator());
  CHECK(discriminator.at("layer0.direction") == std::vector<std::int64_t>{1000, 784});
  CHECK(discriminator.at("layer4.direction") == std::vector<std::int64_t>{250, 250});
  CHECK(discriminator.at("output.direction") == std::vector<std::int64_t>{10, 250});
  CHECK(shapes(*mnist.generator()).at("output.direction") == std::vector<std::int64_t>{784, 500});
  const Adversaries svhn = networks_for(images(3, 32, 32));
  discriminator = shapes(*svhn.discriminator());
  CHECK(discriminator.at("layer0.direction") == std::vector<std::int64_t>{64, 3, 3, 3});
  CHECK(discriminator.at("layer6.direction") == std::vector<std::int64_t>{128, 128, 3, 3});
  CHECK(discriminator.at("layer8.direction") == std::vector<std::int64_t>{128, 128, 1, 1});
  CHECK(discriminator.at("output.direction") == std::vector<std::int64_t>{10, 128});
  const auto generator = shapes(*svhn.generator());
  CHECK(generator.at("expand.weight") == std::vector<std::int64_t>{4 * 4 * 512, 100});
  CHECK(generator.at("layer0.weight") == std::vector<std::int64_t>{512, 256, 5, 5});
  CHECK(generator.at("layer1.weight") == std::vector<std::int64_t>{256, 128, 5, 5});
  CHECK(generator.at("output.direction") == std::vector<std::int64_t>{128, 3, 5, 5});
}

TEST_CASE("options and the shape of the data decide between the kinds of networks") {
  GanOptions options;
  CHECK_FALSE(is_convolutional(options, images(1, 32, 32)));
  CHECK_FALSE(is_convolutional(options, images(3, 20, 32)));
  CHECK_FALSE(is_convolutional(options, vectors(30)));
  CHECK(is_convolutional(options, images(3, 16, 24)));
  options.network = "conv";
  CHECK(is_convolutional(options, images(1, 32, 32)));
  CHECK(error_code([&] { is_convolutional(options, images(1, 28, 28)); }) == "improved_gan.image-size");
  CHECK(error_code([&] { is_convolutional(options, images(3, 8, 8)); }) == "improved_gan.image-size");
  CHECK(error_code([&] { is_convolutional(options, vectors(1024)); }) == "improved_gan.image-size");
  CHECK(feature_width(options, images(1, 32, 32)) == 128);
  options.network = "dense";
  CHECK_FALSE(is_convolutional(options, images(3, 32, 32)));
  CHECK(feature_width(options, images(3, 32, 32)) == 250);
}

TEST_CASE("generated samples have the shape and the range of the data") {
  for (const Example& example : examples()) {
    const Adversaries networks = example.networks();
    const Tensor noise = stream(4).uniform({30, 5});
    networks.generator()->start(noise);
    networks.generator()->train();
    const Tensor made = networks.generator()->forward(noise);
    CHECK(made.sizes() == at::IntArrayRef({30, example.data.dimensions()}));
    CHECK(made.min().item<double>() >= example.data.lowest);
    CHECK(made.max().item<double>() <= example.data.highest);
    CHECK(made.std(0, false).min().item<double>() > 1e-4);  // the noise makes a difference everywhere
  }
}

TEST_CASE("the output layer starts with an rms of 0.1 behind convolutions, with weights of norm 1 behind linear layers") {
  const Tensor noise = stream(4).uniform({30, 5});
  for (Example example : examples()) {
    example.data.lowest = example.data.highest = 0.0;
    const Adversaries networks = example.networks();
    networks.generator()->start(noise);
    networks.generator()->train();
    const auto rms = networks.generator()->forward(noise).square().mean().sqrt().item<double>();
    if (is_convolutional(example.options, example.data)) {
      CHECK(rms == doctest::Approx(0.1).epsilon(0.01));
    } else {
      const Tensor scale = networks.generator()->named_parameters()["output.scale"];
      CHECK(torch::equal(scale, torch::ones_like(scale)));
    }
  }
}

TEST_CASE("the discriminator's loss moves the discriminator alone, the generator's loss the generator alone") {
  for (const Example& example : examples()) {
    Adversaries networks = example.networks();
    assay::Stream noise = stream(6);
    networks.start(example.x, noise);
    networks.discriminator()->train();
    networks.generator()->train();
    auto both = trained_parameters(*networks.discriminator());
    const auto of_generator = trained_parameters(*networks.generator());
    both.insert(both.end(), of_generator.begin(), of_generator.end());
    const auto optimizer = assay::make_sgd({}, both);

    const auto discriminator = copies(*networks.discriminator());
    const auto generator = copies(*networks.generator());
    const auto losses = networks.discriminator_losses(labeled(example), example.x, noise);
    (losses.labeled + losses.unlabeled).backward();
    check_all_have_gradients(*networks.discriminator());
    CHECK_FALSE(any_gradient(*networks.generator()));
    optimizer->step(0.1);
    CHECK(equal(copies(*networks.generator()), generator));
    const auto moved = copies(*networks.discriminator());
    CHECK_FALSE(equal(moved, discriminator));

    networks.generator_loss(example.x, noise).backward();
    check_all_have_gradients(*networks.generator());
    CHECK_FALSE(any_gradient(*networks.discriminator()));
    optimizer->step(0.1);
    CHECK(equal(copies(*networks.discriminator()), moved));
    CHECK_FALSE(equal(copies(*networks.generator()), generator));
    CHECK(trained_parameters(*networks.discriminator()).size() == discriminator.size());  // and can go on
  }
}

TEST_CASE("losses are finite on images that are all black or all white") {
  for (const Example& example : examples()) {
    for (const double value : {example.data.lowest, example.data.highest}) {
      Adversaries networks = example.networks();
      assay::Stream noise = stream(6);
      const Tensor x = torch::full_like(example.x, value);
      networks.start(x, noise);
      const auto losses = networks.discriminator_losses({x.narrow(0, 0, 6), torch::arange(6), torch::zeros({6}, torch::kInt64)}, x, noise);
      const Tensor all = torch::stack({losses.labeled, losses.unlabeled, networks.generator_loss(x, noise)});
      CHECK(all.isfinite().all().item<bool>());
    }
  }
}

TEST_CASE("without noise a sample's logits do not depend on its batch") {
  for (const Example& example : examples()) {
    const Adversaries networks = example.networks();
    const torch::NoGradGuard no_grad;
    const Tensor logits = networks.discriminator()->forward(example.x, nullptr).logits;
    CHECK(torch::allclose(networks.discriminator()->forward(example.x.flip({0}), nullptr).logits.flip({0}), logits, 1e-4, 1e-5));
    CHECK(torch::allclose(networks.discriminator()->forward(example.x.narrow(0, 3, 1), nullptr).logits, logits.narrow(0, 3, 1), 1e-4, 1e-5));
    assay::Stream noise = stream(8);
    CHECK_FALSE(torch::allclose(networks.discriminator()->forward(example.x, &noise).logits, logits));
  }
}

TEST_CASE("an average moves towards a network by the share it is told, and takes over its scales") {
  const Example example = dense();
  const Adversaries networks = example.networks(1);
  const Adversaries others = example.networks(2);
  assay::Stream noise = stream(6);
  others.discriminator()->start(example.x, noise);
  const auto from = copies(*networks.discriminator());
  const auto to = copies(*others.discriminator());
  move_towards(*networks.discriminator(), *others.discriminator(), 0.25);
  const auto between = copies(*networks.discriminator());
  for (std::size_t i = 0; i < between.size(); ++i) CHECK(torch::allclose(between[i], 0.75 * from[i] + 0.25 * to[i], 1e-4, 1e-6));
  move_towards(*networks.discriminator(), *others.discriminator(), 1.0);
  const torch::NoGradGuard no_grad;
  CHECK(torch::equal(networks.discriminator()->forward(example.x, nullptr).logits, others.discriminator()->forward(example.x, nullptr).logits));
}
