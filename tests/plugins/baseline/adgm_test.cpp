#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "auxiliary_model.hpp"
#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;
using assay::baseline_adgm::AuxiliaryModel;
using assay::baseline_adgm::AuxiliaryOptions;
using assay::baseline_adgm::negative_bound;

namespace {

constexpr std::int64_t labeled_count = 8;

std::unique_ptr<assay::Baseline> make_model(const std::string& name, const Planted& planted, const Value::Table& more = {}) {
  assay::DatasetInfo data = planted_info(planted);
  data.classes = 4;
  data.labeled = labeled_count;
  Value::Table options = {{"likelihood", "gaussian"},
                          {"hidden", Value(Value::Array{24})},
                          {"auxiliary_dim", 3},
                          {"dim", 3},
                          {"lr", 0.003},
                          {"labeled_batch", labeled_count},
                          {"batch", 40},
                          {"warm_up", 2},
                          {"evaluation_samples", 10}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>(name, std::move(options), data);
}

std::unique_ptr<FakeFitContext> telling(const Planted& planted) {
  auto context = std::make_unique<FakeFitContext>(1, planted_info(planted));
  context->told = assay::LabeledSamples{torch::arange(labeled_count), planted.labels.narrow(0, 0, labeled_count)};
  return context;
}

Tensor class_probabilities(assay::Baseline& model, const Tensor& x) { return dynamic_cast<assay::Classifies&>(model).class_probabilities(x); }

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64).unsqueeze(0); }

/// ln q(a | x) - ln p(a | …) of the document's example: q = N(0.2, 0.25), p = N(0.1, 1).
Tensor ratio(const Tensor& a) {
  return assay::gaussian_log_density(a, doubles({0.2}), doubles({std::log(0.25)})) - assay::gaussian_log_density(a, doubles({0.1}), doubles({0.0}));
}

constexpr std::int64_t auxiliary_width = 3;

/// A model whose p(a | x, y, z) is q(a | x), and of which q(y | a, x), q(z | a, x, y) and p(x | y, z) do not see a.
class Ignoring final : public AuxiliaryModel {
 public:
  using AuxiliaryModel::draw_auxiliary;
  using AuxiliaryModel::given_class;
  using AuxiliaryModel::without_class;

  Ignoring(const AuxiliaryOptions& options, const assay::DatasetInfo& data) : AuxiliaryModel(options, data) {}

 private:
  void build_generative(assay::Stream& init) override { decoder_ = add_decoder("decoder", classes() + options().dim, output_width(), init); }
  baselines::Gaussian auxiliary_prior(const Tensor& x, const Tensor& y, const Tensor& /*z*/) const override {
    return auxiliary_posterior(baselines::repeated(x, y.size(0)));
  }
  Tensor decode(const Tensor& /*a*/, const Tensor& y, const Tensor& z) const override { return decoder_->forward(torch::cat({y, z}, 1)); }
  Tensor generating_auxiliary(const Tensor& /*y*/, const Tensor& /*z*/) const override { return {}; }

  std::shared_ptr<baselines::Decoder> decoder_;
};

std::unique_ptr<Ignoring> ignoring(const Planted& planted, std::int64_t classes) {
  AuxiliaryOptions options;
  options.likelihood = "gaussian";
  options.learned_variance = true;
  options.hidden = {24};
  options.auxiliary_dim = auxiliary_width;
  options.dim = 3;
  options.epochs = 1;
  assay::DatasetInfo data = planted_info(planted);
  data.classes = classes;
  data.labeled = labeled_count;
  auto model = std::make_unique<Ignoring>(options, data);
  FakeFitContext context(1, planted_info(planted));
  context.told = assay::LabeledSamples{torch::arange(labeled_count), planted.labels.narrow(0, 0, labeled_count).remainder(classes)};
  model->fit(planted.x, context);
  const assay::StateDict state = saved_state(*model);
  for (const char* network : {"code", "classifier"}) state.get(std::string(network) + "/hidden.linear0.weight").narrow(1, 0, auxiliary_width).zero_();
  model->restore(state);
  return model;
}

}  // namespace

TEST_CASE("where nothing sees the auxiliary variable, the bounds are those of M2") {
  const Planted planted = planted_mixture(90);
  const auto model = ignoring(planted, 4);
  const torch::NoGradGuard no_grad;
  const Tensor x = planted.x.narrow(0, 0, 5);
  assay::Stream first = stream(5);
  assay::Stream second = stream(6);
  const auto one = model->draw_auxiliary(x, first);
  const auto other = model->draw_auxiliary(x, second);
  REQUIRE_FALSE(torch::equal(one.a, other.a));
  // L(x, y) of every class, with the draws of z that U is computed with.
  const Tensor all = torch::eye(4).repeat({5, 1});
  const auto each = [](const Tensor& values) { return values.repeat_interleave(4, 0); };
  assay::Stream draws = stream(9);
  const Tensor labeled = model->given_class({each(x), each(one.a), each(one.log_density)}, all, 1.0, draws).view({5, 4});
  draws = stream(9);
  CHECK(torch::allclose(model->given_class({each(x), each(other.a), each(other.log_density)}, all, 1.0, draws).view({5, 4}), labeled, 1e-5, 1e-4));
  const Tensor q = model->class_probabilities(x);
  draws = stream(9);
  const Tensor unlabeled = model->without_class(one, 1.0, draws);
  CHECK(torch::allclose(unlabeled, (q * (labeled + q.log())).sum(1), 1e-5, 1e-5));
}

TEST_CASE("with one class alone, U is L") {
  const Planted planted = planted_mixture(90);
  const auto model = ignoring(planted, 1);
  const torch::NoGradGuard no_grad;
  const Tensor x = planted.x.narrow(0, 0, 5);
  assay::Stream draws = stream(5);
  const auto auxiliary = model->draw_auxiliary(x, draws);
  assay::Stream left = stream(9);
  assay::Stream right = stream(9);
  CHECK(torch::equal(model->without_class(auxiliary, 1.0, left), model->given_class(auxiliary, torch::ones({5, 1}), 1.0, right)));
}

TEST_CASE("class probabilities are averaged over draws, not their logits") {
  const Tensor draws = torch::tensor({0.6F, 0.4F, 0.2F, 0.8F}).view({1, 2, 2}).log();
  const Tensor p = assay::baseline_adgm::average_over_draws(2, [&](std::int64_t) -> const Tensor& { return draws; });
  CHECK(torch::allclose(p, torch::tensor({0.4F, 0.6F}).unsqueeze(0)));
  CHECK(p.argmax(1).item<std::int64_t>() == 1);
  std::int64_t drawn = 0;
  const auto count_draws = [&](std::int64_t count) {
    drawn += count;
    return torch::zeros({3, count, 2});
  };
  CHECK(torch::allclose(assay::baseline_adgm::average_over_draws(23, count_draws), torch::full({3, 2}, 0.5)));
  CHECK(drawn == 23);
}

TEST_CASE("a skip model whose decoder does not see a is an auxiliary model whose p(a) does not see x") {
  const Planted planted = planted_mixture(80);
  const auto skip = make_model("sdgm", planted, {{"epochs", 1}});
  skip->fit(planted.x, *telling(planted));
  const assay::StateDict deaf = saved_state(*skip);
  const Tensor decoder = deaf.get("decoder/hidden.linear0.weight");
  decoder.narrow(1, 0, auxiliary_width).zero_();
  assay::StateDict blind;
  for (const auto& [name, tensor] : deaf.tensors()) {
    if (name == "decoder/hidden.linear0.weight") {
      blind.put(name, tensor.narrow(1, auxiliary_width, tensor.size(1) - auxiliary_width).contiguous());
    } else if (name == "auxiliary_prior/hidden.linear0.weight") {
      blind.put(name, torch::cat({torch::zeros({tensor.size(0), planted.x.size(1)}), tensor}, 1));
    } else {
      blind.put(name, tensor);
    }
  }
  const auto losses_after = [&](const char* name, const assay::StateDict& state) {
    const auto model = make_model(name, planted, {{"epochs", 2}, {"lr", 0.0}});
    model->restore(state);
    const auto context = telling(planted);
    model->fit(planted.x, *context);
    return std::pair(context->recorder().series.at("loss.labeled").back(), context->recorder().series.at("loss.unlabeled").back());
  };
  const auto [labeled, unlabeled] = losses_after("sdgm", deaf);
  const auto [same_labeled, same_unlabeled] = losses_after("adgm", blind);
  CHECK(same_labeled == doctest::Approx(labeled).epsilon(1e-5));
  CHECK(same_unlabeled == doctest::Approx(unlabeled).epsilon(1e-5));
}

TEST_CASE("the terms of the auxiliary variable are taken at the a that was drawn, and average to their divergence") {
  CHECK(ratio(doubles({0.3})).item<double>() == doctest::Approx(std::log(2.0)).epsilon(1e-9));
  const Tensor draws = 0.2 + 0.5 * stream(3).normal({40000, 1}).to(torch::kFloat64);
  const Tensor values = ratio(draws);
  const double standard_error = values.std().item<double>() / 200.0;
  CHECK(std::abs(values.mean().item<double>() - 0.3231472) < 4.0 * standard_error);
}

TEST_CASE("the bound of a draw adds up, and warm-up leaves reconstruction and class alone") {
  const Tensor error = torch::tensor({0.957541}, torch::kFloat64);
  const Tensor code_kl = torch::tensor({0.2}, torch::kFloat64);
  const Tensor auxiliary = ratio(doubles({0.3}));
  CHECK(negative_bound(error, std::log(10.0), code_kl, auxiliary, 1.0).item<double>() == doctest::Approx(4.1532733).epsilon(1e-7));
  CHECK(negative_bound(error, std::log(10.0), code_kl, auxiliary, 0.0).item<double>() == doctest::Approx(0.957541 + std::log(10.0)));
}

TEST_CASE("before the first step the auxiliary variable is near N(0, I), in the posterior and in the prior") {
  const Planted planted = planted_mixture(40);
  for (const char* name : {"adgm", "sdgm"}) {
    CAPTURE(name);
    const auto model = make_model(name, planted, {{"epochs", 1}, {"lr", 0.0}, {"warm_up", 0}, {"batch", 40}, {"learned_variance", true}});
    model->fit(planted.x, *telling(planted));
    const assay::StateDict state = saved_state(*model);
    for (const char* network : {"auxiliary", "auxiliary_prior", "code"}) {
      CAPTURE(network);
      for (const char* parameter : {"mean", "variance"}) {
        CHECK(state.get(std::string(network) + "/head." + parameter + ".weight").abs().max().item<double>() < 0.01);
        CHECK(state.get(std::string(network) + "/head." + parameter + ".bias").abs().max().item<double>() == 0.0);
      }
    }
    CHECK(state.get("decoder/output.weight").abs().max().item<double>() < 0.01);  // mean and log-variance of p(x | …)
  }
}

TEST_CASE("batch normalisation is in q(a | x) alone, and the labels are still enough") {
  const Planted planted = planted_mixture(240);
  const auto model = make_model("adgm", planted, {{"epochs", 12}, {"batch_norm", true}});
  model->fit(planted.x, *telling(planted));
  const assay::StateDict state = saved_state(*model);
  CHECK(state.has("auxiliary/hidden.norm0.running_mean"));
  CHECK_FALSE(state.has("auxiliary_prior/hidden.norm0.running_mean"));
  CHECK(accuracy(planted.labels, class_probabilities(*model, planted.x).argmax(1)) >= 0.95);
}

TEST_CASE("two labels of each planted cluster are enough for both models") {
  const Planted planted = planted_mixture(240);
  for (const char* name : {"adgm", "sdgm"}) {
    CAPTURE(name);
    const auto model = make_model(name, planted, {{"epochs", 12}});
    const auto context = telling(planted);
    model->fit(planted.x, *context);
    const auto& series = context->recorder().series;
    CHECK(series.at("loss.unlabeled").back() < 0.7 * series.at("loss.unlabeled").front());
    CHECK(series.at("loss.cross_entropy").back() < 0.1);
    const Tensor p = class_probabilities(*model, planted.x);
    CHECK(torch::allclose(p.sum(1), torch::ones({240})));
    CHECK(p.argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>() < 0.1);
    CHECK(torch::equal(class_probabilities(*model, planted.x), p));  // the draws belong to the batch
    auto& generates = dynamic_cast<assay::Generates&>(*model);
    const Tensor style = generates.style(planted.x);
    CHECK(generates.generate(planted.labels, style).sizes() == planted.x.sizes());
  }
}

TEST_CASE("the auxiliary variable reaches the decoder of the skip model alone") {
  const Planted planted = planted_mixture(80);
  const auto count = [&](const char* name) {
    const auto model = make_model(name, planted, {{"epochs", 1}});
    model->fit(planted.x, *telling(planted));
    const assay::StateDict state = saved_state(*model);
    return std::pair(state.get("decoder/hidden.linear0.weight").size(1), state.get("auxiliary_prior/hidden.linear0.weight").size(1));
  };
  CHECK(count("adgm") == std::pair<std::int64_t, std::int64_t>(4 + 3, 64 + 4 + 3));
  CHECK(count("sdgm") == std::pair<std::int64_t, std::int64_t>(3 + 4 + 3, 4 + 3));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* name : {"adgm", "sdgm"}) {
    check_resumes(
        planted.x, 1,
        [&] {
          return make_model(name, planted, {{"epochs", 3}, {"samples", 2}, {"unlabeled", "complement"}});
        },
        [&] { return telling(planted); });
  }
}
