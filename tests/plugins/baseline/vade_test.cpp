#include <algorithm>
#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "mixture_prior.hpp"
#include "support/baseline_runs.hpp"
#include "support/fake_encoder.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;
using assay::baseline_vade::MixturePrior;

namespace {

constexpr std::int64_t width = 2;  // of the code

std::unique_ptr<assay::Baseline> make_vade(Value::Table options, const assay::DatasetInfo& data) {
  if (options.count("likelihood") == 0) options["likelihood"] = "gaussian";
  assay::BuildContext context(data, {}, dense_encoder({32}, width));
  return make_component<assay::Baseline>("vade", std::move(options), context);
}

/// An autoencoder, as [stage.pretrain] leaves it.
assay::StateDict pretrained(const Planted& planted) {
  const auto networks = dense_encoder({32}, width);
  assay::Stream init = stream(2);
  assay::Stream shuffle = stream(3);
  const auto encoder = networks->make_encoder(planted_info(planted), init);
  const auto decoder = networks->make_decoder(planted_info(planted), {width}, init);
  auto parameters = assay::with_prefix("encoder/", encoder->parameters());
  for (const auto& named : assay::with_prefix("decoder/", decoder->parameters())) parameters.push_back(named);
  const auto adam = assay::make_adam({}, parameters);
  for (int epoch = 0; epoch < 30; ++epoch) {
    for (const Tensor& rows : assay::shuffled_batches(planted.x.size(0), 50, shuffle, planted.x.device())) {
      const Tensor x = planted.x.index_select(0, rows);
      torch::mse_loss(decoder->forward({encoder->forward({x})}), x).backward();
      adam->step(0.005);
    }
  }
  assay::StateDict state;
  assay::put_network(state, "encoder/", *encoder);
  assay::put_network(state, "decoder/", *decoder);
  return state;
}

Tensor codes(const assay::StateDict& pretrained_state, const Planted& planted) {
  const torch::NoGradGuard no_grad;
  assay::Stream init = stream();
  const auto encoder = dense_encoder({32}, width)->make_encoder(planted_info(planted), init);
  assay::load_network(pretrained_state, "encoder/", *encoder);
  return encoder->forward({planted.x});
}

/// The clustering of Lloyd's iterations from samples that lie far from each other, as [stage.init] leaves it: of k-means, or with weights and
/// variances.
assay::StateDict clustering(const Tensor& points, bool mixture) {
  Tensor centres = points.narrow(0, 0, 1);
  while (centres.size(0) < 4) {
    const Tensor farthest = std::get<0>(torch::cdist(points, centres).min(1)).argmax();
    centres = torch::cat({centres, points.index_select(0, farthest.view({1}))});
  }
  Tensor members;  // [N, 4], one-hot
  for (int iteration = 0; iteration < 10; ++iteration) {
    members = torch::one_hot(torch::cdist(points, centres).argmin(1), 4).to(torch::kFloat32);
    centres = members.t().mm(points) / members.sum(0).unsqueeze(1);
  }
  assay::StateDict state;
  if (!mixture) {
    state.put("centres", centres.to(torch::kFloat64));
    return state;
  }
  state.put("weights", members.mean(0).to(torch::kFloat64));
  state.put("means", centres.to(torch::kFloat64));
  const Tensor squares = members.t().mm(points.square()) / members.sum(0).unsqueeze(1);
  state.put("variances", (squares - centres.square()).to(torch::kFloat64));
  return state;
}

struct Example {
  Planted planted = planted_mixture(400);
  assay::DatasetInfo info = planted_info(planted);
  assay::StateDict pretrain = pretrained(planted);
  assay::StateDict init = clustering(codes(pretrain, planted), true);

  std::unique_ptr<FakeFitContext> context() const {
    auto made = std::make_unique<FakeFitContext>(1, info);
    made->stages = {{"pretrain", pretrain}, {"init", init}};
    return made;
  }
};

const Example& example() {
  static const Example made;
  return made;
}

/// The same autoencoder with codes in other units: what the encoder scales by `factor`, the decoder scales back.
assay::StateDict with_codes_scaled(const assay::StateDict& pretrained_state, double factor) {
  assay::StateDict scaled;
  for (const auto& [name, tensor] : pretrained_state.tensors()) {
    const bool last_of_encoder = name.rfind("encoder/layer1.", 0) == 0;
    const bool first_of_decoder = name == "decoder/layer0.weight";
    scaled.put(name, last_of_encoder ? tensor * factor : first_of_decoder ? tensor / factor : tensor);
  }
  return scaled;
}

MixturePrior prior_of(const std::vector<double>& weights, const Tensor& means, const Tensor& variances) {
  assay::StateDict state;
  state.put("weights", torch::tensor(weights, torch::kFloat64));
  state.put("means", means.to(torch::kFloat64));
  state.put("variances", variances.to(torch::kFloat64));
  MixturePrior prior(means.size(0), means.size(1));
  prior.set(state, true);
  return prior;
}

double number(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("the terms of the loss have their hand-computed values") {
  const MixturePrior prior = prior_of({0.5, 0.5}, vector({-1.0, 1.0}).unsqueeze(1), torch::ones({2, 1}));
  const Tensor mean = row({0.5});
  const Tensor log_variance = row({std::log(0.25)});
  const Tensor log_gamma = prior.log_responsibilities(mean);
  CHECK(number(log_gamma.exp()[0][0]) == doctest::Approx(0.268941).epsilon(1e-5));
  CHECK(number(log_gamma.exp()[0][1]) == doctest::Approx(0.731059).epsilon(1e-5));
  CHECK(number(prior.conditional_kl(mean, log_variance, log_gamma)) == doctest::Approx(0.518941 + 0.193147).epsilon(1e-5));
  CHECK(number(prior.category_kl(log_gamma)) == doctest::Approx(0.110944).epsilon(1e-5));
}

TEST_CASE("with one standard component the loss is that of a variational autoencoder") {
  const MixturePrior prior = prior_of({1.0}, torch::zeros({1, 1}), torch::ones({1, 1}));
  const Tensor mean = row({0.5});
  const Tensor log_variance = row({std::log(0.25)});
  const Tensor log_gamma = prior.log_responsibilities(row({-3.0}));
  const double total = number(prior.conditional_kl(mean, log_variance, log_gamma) + prior.category_kl(log_gamma));
  CHECK(total == doctest::Approx(0.443147).epsilon(1e-5));
  CHECK(total == doctest::Approx(number(assay::gaussian_kl(mean, log_variance))));
}

TEST_CASE("responsibilities weigh densities with the fitted weights, far away from all components too") {
  const MixturePrior prior = prior_of({0.2, 0.8}, vector({0.0, 0.0, 3.0, 0.0}).view({2, 2}), vector({1.0, 2.0, 0.5, 1.0}).view({2, 2}));
  const double first = 0.2 / std::sqrt(2.0) * std::exp(-0.5 * (1.0 + 0.5));
  const double second = 0.8 / std::sqrt(0.5) * std::exp(-0.5 * (4.0 / 0.5 + 1.0));
  CHECK(number(prior.log_responsibilities(row({1.0, 1.0})).exp()[0][0]) == doctest::Approx(first / (first + second)).epsilon(1e-5));
  const Tensor far = prior.log_responsibilities(row({1e4, -1e4}));
  CHECK(far.isfinite().all().item<bool>());
  CHECK(number(far.exp().sum()) == doctest::Approx(1.0));
  CHECK(number(far.exp()[0][0]) == doctest::Approx(1.0));  // the wider one
}

TEST_CASE("of a mixture with full covariances the prior takes the diagonals") {
  assay::StateDict full;
  full.put("weights", torch::tensor({0.3, 0.7}, torch::kFloat64));
  full.put("means", torch::tensor({{0.0, 1.0}, {2.0, 3.0}}, torch::kFloat64));
  full.put("covariances", torch::tensor({{{4.0, 0.5}, {0.5, 1.0}}, {{2.0, -1.0}, {-1.0, 9.0}}}, torch::kFloat64));
  MixturePrior prior(2, 2);
  prior.set(full, true);
  CHECK(torch::allclose(prior.log_variances().exp(), vector({4.0, 1.0, 2.0, 9.0}).view({2, 2})));
  CHECK(torch::allclose(prior.means(), vector({0.0, 1.0, 2.0, 3.0}).view({2, 2})));
  CHECK(torch::allclose(prior.log_weights().exp(), vector({0.3, 0.7})));
}

TEST_CASE("components without weight or variance give finite terms") {
  const MixturePrior prior = prior_of({0.0, 1.0}, vector({0.0, 1.0}).unsqueeze(1), vector({0.0, 1.0}).unsqueeze(1));
  const Tensor log_gamma = prior.log_responsibilities(row({0.0}));
  CHECK(prior.category_kl(log_gamma).isfinite().all().item<bool>());
  CHECK(prior.conditional_kl(row({0.0}), row({0.0}), log_gamma).isfinite().all().item<bool>());
}

TEST_CASE("training starts from the pre-trained networks and the fitted mixture") {
  const Example& given = example();
  const auto model = make_vade({{"clusters", 4}, {"epochs", 1}, {"lr", 0.0}}, given.info);
  const auto context = given.context();
  const Tensor code = codes(given.pretrain, given.planted);
  context->stages["init"] = clustering(code, false);
  model->fit(given.planted.x, *context);
  CHECK(torch::allclose(dynamic_cast<assay::Embeds&>(*model).embed(given.planted.x), code));
  // k-means: equal weights and variances of 1.
  const Tensor nearest = torch::cdist(code, context->stages["init"].get("centres").to(torch::kFloat32)).argmin(1);
  CHECK(torch::equal(dynamic_cast<assay::Assigns&>(*model).responsibilities(given.planted.x).argmax(1), nearest));
  const assay::StateDict state = saved_state(*model);
  CHECK(state.get("log_variance/weight").sizes() == at::IntArrayRef({width, 32}));  // reads the hidden layer, not the code
  CHECK(state.get("log_variance/bias").eq(-4.0).all().item<bool>());
  CHECK(number(state.get("log_variance/weight").std()) == doctest::Approx(0.01).epsilon(0.4));
  CHECK(state.get("prior/log_variances").eq(0.0).all().item<bool>());
}

TEST_CASE("the mixture learns with its own part of the learning rate") {
  const Example& given = example();
  const auto moved = [&](double factor) {
    const auto context = given.context();
    const auto model = make_vade({{"clusters", 4}, {"epochs", 1}, {"batch", 400}, {"lr", 1e-3}, {"prior_lr_factor", factor}}, given.info);
    model->fit(given.planted.x, *context);
    const assay::StateDict state = saved_state(*model);
    double most = 0.0;
    for (const auto& [name, fitted] : {std::make_pair("means", given.init.get("means")), {"log_variances", given.init.get("variances").log()}}) {
      most = std::max(most, number((state.get(std::string("prior/") + name) - fitted).abs().max()));
    }
    return most;
  };
  // One step of Adam moves everything by the learning rate.
  CHECK(moved(0.0) < 1e-6);
  CHECK(moved(0.1) == doctest::Approx(1e-4).epsilon(0.05));
  CHECK(moved(1.0) == doctest::Approx(1e-3).epsilon(0.05));
}

TEST_CASE("the codes' variances start in units of the variance within the components, or of 1") {
  const Example& given = example();
  const auto start_of = [&](const char* unit, const Tensor& variances) {
    const auto context = given.context();
    assay::StateDict& mixture = context->stages["init"];
    mixture.put("weights", torch::tensor({0.1, 0.2, 0.3, 0.4}, torch::kFloat64));
    mixture.put("variances", variances.to(torch::kFloat64));
    const auto model = make_vade({{"clusters", 4}, {"epochs", 1}, {"lr", 0.0}, {"variance_unit", unit}}, given.info);
    model->fit(given.planted.x, *context);
    return saved_state(*model).get("log_variance/bias");
  };
  const Tensor variances = vector({0.01, 2.0, 0.01, 2.0, 0.02, 2.0, 0.02, 2.0}).view({4, width});
  // Within: 0.3 of 0.01 and 0.7 of 0.02, that is 0.017; and 2.
  CHECK(torch::allclose(start_of("component", variances), vector({-4.0 + std::log(0.017), -4.0 + std::log(2.0)})));
  CHECK(torch::allclose(start_of("one", variances), vector({-4.0, -4.0})));
  // Never where the bound of a log-variance would stop the gradient.
  CHECK(start_of("component", torch::full({4, width}, 1e-4)).eq(-9.0).all().item<bool>());
}

TEST_CASE("the weights of a fitted mixture are taken over as logarithms, or left equal") {
  assay::StateDict mixture;
  mixture.put("weights", torch::tensor({0.1, 0.2, 0.3, 0.4}, torch::kFloat64));
  mixture.put("means", torch::rand({4, width}, torch::kFloat64));
  mixture.put("variances", torch::full({4, width}, 0.25, torch::kFloat64));
  MixturePrior fitted(4, width);
  fitted.set(mixture, true);
  CHECK(torch::allclose(fitted.log_weights().exp(), vector({0.1, 0.2, 0.3, 0.4})));
  CHECK(torch::allclose(fitted.log_variances(), torch::full({4, width}, std::log(0.25))));
  MixturePrior equal(4, width);
  equal.set(mixture, false);
  CHECK(torch::allclose(equal.log_weights().exp(), torch::full({4}, 0.25)));
}

TEST_CASE("the planted clusters are found and every capability agrees with the others") {
  const Example& given = example();
  const auto model = make_vade({{"clusters", 4}, {"epochs", 15}, {"batch", 50}}, given.info);
  const auto context = given.context();
  model->fit(given.planted.x, *context);
  auto& assigns = dynamic_cast<assay::Assigns&>(*model);
  const Tensor shares = assigns.responsibilities(given.planted.x);
  CHECK(accuracy(given.planted.labels, shares.argmax(1)) >= 0.95);
  const auto& total = context->recorder().series.at("loss.total");
  REQUIRE(total.size() == 15);
  CHECK(total.back() < total.front());
  const auto& series = context->recorder().series;
  CHECK(total.back() ==
        doctest::Approx(series.at("loss.reconstruction").back() + series.at("loss.gaussian_kl").back() + series.at("loss.categorical_kl").back()));

  auto& generates = dynamic_cast<assay::Generates&>(*model);
  const Tensor reconstruction = dynamic_cast<assay::Reconstructs&>(*model).reconstruct(given.planted.x);
  CHECK(torch::allclose(generates.generate(shares.argmax(1), generates.style(given.planted.x)), reconstruction, 1e-3, 1e-4));
  CHECK(number((reconstruction - given.planted.x).square().mean()) < 0.5 * number(given.planted.x.var()));
}

TEST_CASE("codes of a small scale keep their clusters when variances start in units of the components") {
  const Example& given = example();
  const auto context = given.context();
  context->stages["pretrain"] = with_codes_scaled(given.pretrain, 0.03);
  context->stages["init"] = clustering(codes(context->stages["pretrain"], given.planted), true);
  const auto model = make_vade({{"clusters", 4}, {"epochs", 15}, {"batch", 50}, {"variance_unit", "component"}}, given.info);
  model->fit(given.planted.x, *context);
  CHECK(accuracy(given.planted.labels, dynamic_cast<assay::Assigns&>(*model).responsibilities(given.planted.x).argmax(1)) >= 0.95);
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Example& given = example();
  check_resumes(
      given.planted.x, 2,
      [&] {
        return make_vade({{"clusters", 4}, {"epochs", 4}, {"batch", 150}}, given.info);
      },
      [&] { return given.context(); });
}

TEST_CASE("results of stages that do not fit are refused") {
  const Example& given = example();
  const auto fit = [&](std::int64_t clusters, const assay::StateDict& init) {
    const auto context = given.context();
    context->stages["init"] = init;
    make_vade({{"clusters", clusters}, {"epochs", 1}}, given.info)->fit(given.planted.x, *context);
  };
  CHECK(error_code([&] { fit(5, given.init); }) == "vade.init-does-not-fit");
  for (const Tensor& covariances : {torch::ones({4, 3, 3}), torch::ones({4, width, 1}), torch::ones({4, 3})}) {
    assay::StateDict wide;
    wide.put("weights", torch::full({4}, 0.25, torch::kFloat64));
    wide.put("means", torch::zeros({4, width}, torch::kFloat64));
    wide.put("covariances", covariances.to(torch::kFloat64));
    CHECK(error_code([&] { fit(4, wide); }) == "vade.init-does-not-fit");
  }
  CHECK(error_code([&] { make_vade({{"likelihood", "bernoulli"}}, given.info); }) == "baseline.data-range");
}

TEST_CASE("a loss that is not finite ends the trial with its name and the epoch") {
  const Example& given = example();
  const auto context = given.context();
  const auto model = make_vade({{"clusters", 4}, {"epochs", 1}}, given.info);
  Tensor x = given.planted.x.clone();
  x[7][0] = std::numeric_limits<float>::infinity();
  CHECK(error_code([&] { model->fit(x, *context); }) == "train.non-finite");
  CHECK(context->recorder().events == std::vector<std::string>{"train.non-finite"});
}

TEST_CASE("the pixels of the autoencoder become logits that mean the same grey") {
  const Example& given = example();
  assay::DatasetInfo grey = given.info;
  grey.lowest = 0.0;
  grey.highest = 1.0;
  const auto model = make_vade({{"clusters", 4}, {"epochs", 1}, {"lr", 0.0}, {"likelihood", "bernoulli"}}, grey);
  const auto context = given.context();
  const Tensor x = given.planted.x.sigmoid();
  model->fit(x, *context);
  const auto networks = dense_encoder({32}, width);
  assay::Stream init = stream();
  const auto decoder = networks->make_decoder(given.info, {width}, init);
  assay::load_network(given.pretrain, "decoder/", *decoder);
  const torch::NoGradGuard no_grad;
  const Tensor pixels = decoder->forward({dynamic_cast<assay::Embeds&>(*model).embed(x)});
  const Tensor expected = (8.0 * (pixels - 0.5)).sigmoid();
  CHECK(torch::allclose(dynamic_cast<assay::Reconstructs&>(*model).reconstruct(x), expected, 1e-4, 1e-5));
  CHECK(number(torch::sigmoid(torch::tensor(8.0 * (1.0 - 0.5)))) > 0.98);
}
