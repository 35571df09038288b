#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/fake_encoder.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

constexpr std::int64_t classes = 4;
constexpr std::int64_t labeled_count = 8;
constexpr std::int64_t feature_width = 6;

assay::DatasetInfo told_info(const Planted& planted) {
  assay::DatasetInfo data = planted_info(planted);
  data.classes = classes;
  data.labeled = labeled_count;
  return data;
}

using SharedEncoder = std::shared_ptr<const assay::Encoder>;

std::unique_ptr<assay::Baseline> make_model(const Planted& planted, const Value::Table& more = {},
                                            const SharedEncoder& encoder = dense_encoder({24}, feature_width)) {
  Value::Table options = {{"likelihood", "gaussian"}, {"dim", 3}, {"labeled_per_class", 2}, {"batch", 40}, {"neighbours", 2}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  assay::BuildContext context(told_info(planted), {}, encoder);
  return make_component<assay::Baseline>("metric_embedding", std::move(options), context);
}

/// Two labels of each planted cluster; the first samples have them.
std::unique_ptr<FakeFitContext> telling(const Planted& planted, std::uint64_t seed = 1) {
  auto context = std::make_unique<FakeFitContext>(seed, told_info(planted));
  context->told = assay::LabeledSamples{torch::arange(labeled_count), planted.labels.narrow(0, 0, labeled_count)};
  return context;
}

struct Trained {
  std::unique_ptr<assay::Baseline> model;
  std::unique_ptr<FakeFitContext> context;

  [[nodiscard]] const std::vector<double>& series(const std::string& name) const { return context->recorder().series.at(name); }
  [[nodiscard]] bool has(const std::string& name) const { return context->recorder().series.count(name) > 0; }
  template <class Capability>
  [[nodiscard]] Capability& as() const {
    return dynamic_cast<Capability&>(*model);
  }
};

Trained train(const Planted& planted, const Value::Table& more = {}, std::uint64_t seed = 1,
              const SharedEncoder& encoder = dense_encoder({24}, feature_width)) {
  Trained out{make_model(planted, more, encoder), telling(planted, seed)};
  out.model->fit(planted.x, *out.context);
  return out;
}

double error_of(const Trained& trained, const Planted& planted) {
  return trained.as<assay::Classifies>().class_probabilities(planted.x).argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

TEST_CASE("two labels of each planted cluster are enough, with every code and every metric") {
  const Planted planted = planted_mixture(400);
  for (const char* code : {"gaussian", "features"}) {
    for (const char* metric : {"lifted", "triplet", "centroid"}) {
      CAPTURE(code);
      CAPTURE(metric);
      const Trained trained = train(planted, {{"epochs", 12}, {"code", code}, {"metric", metric}});
      CHECK(trained.series("loss.assignment").back() < 0.5 * trained.series("loss.assignment").front());
      CHECK(trained.series("loss.reconstruction").back() < trained.series("loss.reconstruction").front());
      CHECK(error_of(trained, planted) < 0.1);
      CHECK(trained.series("votes.agreement").back() > 0.9);
    }
  }
}

TEST_CASE("labels that are told wrongly are believed") {
  Planted planted = planted_mixture(200);
  planted.labels = torch::remainder(planted.labels + 1, classes);
  CHECK(error_of(train(planted, {{"epochs", 15}}), planted) < 0.15);
}

TEST_CASE("the votes of an epoch are recorded by class") {
  const Planted planted = planted_mixture(200);  // 50 samples of each class
  const Trained trained = train(planted, {{"epochs", 8}});
  double sum = 0.0;
  double largest = 0.0;
  for (std::int64_t k = 0; k < classes; ++k) {
    const double share = trained.series("votes.class_" + std::to_string(k)).back();
    CHECK(share == doctest::Approx(0.25).epsilon(0.4));
    sum += share;
    largest = std::max(largest, share);
  }
  CHECK(sum == doctest::Approx(1.0));
  CHECK(trained.series("votes.largest_share").back() == doctest::Approx(largest));
  for (const double confidence : trained.series("votes.confidence")) CHECK((confidence >= 0.25 && confidence <= 1.0));
  for (const double units : trained.series("code.active_units")) CHECK((units >= 0.0 && units <= 3.0));
}

TEST_CASE("the objective is the weighted sum of its terms, and the weight of the metric can change with the epoch") {
  const Planted planted = planted_mixture(80);
  const Trained trained = train(planted, {{"epochs", 2},
                                          {"reconstruction_weight", 0.5},
                                          {"code_weight", 2.0},
                                          {"categorical_weight", 3.0},
                                          {"assignment_weight", 5.0},
                                          {"metric_weight", Value::Table{{"start", 0.25}, {"end", 1.0}, {"rate", -0.5}}}});
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    const auto term = [&](const char* name) { return trained.series(std::string("loss.") + name)[epoch]; };
    const double metric_weight = 0.25 * std::exp(0.5 * static_cast<double>(epoch));
    const double expected = 0.5 * term("reconstruction") + 2.0 * term("code_kl") + 3.0 * term("categorical_kl") + 5.0 * term("assignment") +
                            metric_weight * term("metric");
    CHECK(term("total") == doctest::Approx(expected).epsilon(1e-5));
  }
}

TEST_CASE("a squared error can be summed instead of averaged") {
  const Planted planted = planted_mixture(40);
  const auto first = [&](const char* reduction) {
    return train(planted, {{"epochs", 1}, {"lr", 1e-12}, {"reduction", reduction}}).series("loss.reconstruction").front();
  };
  CHECK(first("sum_dim") == doctest::Approx(64.0 * first("mean")).epsilon(1e-5));
}

TEST_CASE("style is the mean of the code, and without a code the features") {
  const Planted planted = planted_mixture(60);
  for (const char* code : {"gaussian", "features"}) {
    CAPTURE(code);
    const bool gaussian = std::string(code) == "gaussian";
    const Trained trained = train(planted, {{"epochs", 2}, {"code", code}});
    auto& generates = trained.as<assay::Generates>();
    CHECK(generates.categories() == classes);
    CHECK(generates.style_width() == (gaussian ? 3 : feature_width));
    const Tensor style = generates.style(planted.x);
    CHECK(style.sizes() == at::IntArrayRef({60, generates.style_width()}));
    CHECK(torch::equal(style, trained.as<assay::Embeds>().embed(planted.x)) == !gaussian);
    const Tensor zeros = torch::zeros({60}, torch::kInt64);
    CHECK_FALSE(torch::allclose(generates.generate(zeros, style), generates.generate(zeros + 1, style)));
    const Tensor category = trained.as<assay::Classifies>().class_probabilities(planted.x).argmax(1);
    CHECK(torch::equal(trained.as<assay::Reconstructs>().reconstruct(planted.x), generates.generate(category, style)));
    CHECK(trained.has("loss.code_kl") == gaussian);
    CHECK(trained.has("code.active_units") == gaussian);
  }
}

TEST_CASE("the layers between the networks have the documented size") {
  constexpr std::int64_t published_features = 200;
  assay::DatasetInfo data = images(1, 4, 4);
  data.labeled = 20;
  assay::BuildContext context(data, {}, dense_encoder({4}, published_features));
  const auto model = make_component<assay::Baseline>("metric_embedding", {{"epochs", 1}}, context);
  FakeFitContext fit(1, data);
  fit.told = assay::LabeledSamples{torch::arange(20), torch::arange(20).remainder(10)};
  model->fit(stream(1).uniform({40, 16}), fit);
  const assay::StateDict state = saved_state(*model);
  std::int64_t heads = 0;
  for (const auto& [name, tensor] : state.tensors()) {
    if (name.rfind("category/", 0) == 0 || name.rfind("code/", 0) == 0) heads += tensor.numel();
  }
  CHECK(state.get("decoder/layer0.weight").size(1) == 150 + 10);
  CHECK(heads == 200 * 310 + 310);  // the test of encoder 'conv' adds the networks, which makes the published 1,674,529 and 17,418,583
}

TEST_CASE("the same seed gives the same bits, another one others") {
  const Planted planted = planted_mixture(90);
  const auto state = [&](std::uint64_t seed) { return saved_state(*train(planted, {{"epochs", 2}}, seed).model); };
  const assay::StateDict first = state(1);
  check_equal_states(first, state(1));
  CHECK_FALSE(torch::equal(first.get("category/weight"), state(2).get("category/weight")));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* unlabeled : {"complement", "all"}) {
    for (const char* code : {"gaussian", "features"}) {
      check_resumes(
          planted.x, 2,
          [&] {
            return make_model(planted, {{"epochs", 4}, {"labeled_per_class", 1}, {"unlabeled", unlabeled}, {"code", code}});
          },
          [&] { return telling(planted); });
    }
  }
}

TEST_CASE("an epoch passes over all samples, or over those without a label") {
  const Planted planted = planted_mixture(90);
  for (const auto& [unlabeled, passed] : {std::pair<const char*, double>{"all", 90.0}, {"complement", 82.0}}) {
    CAPTURE(unlabeled);
    const Trained trained = train(planted, {{"epochs", 1}, {"unlabeled", unlabeled}});
    for (std::int64_t k = 0; k < classes; ++k) {
      const double votes = passed * trained.series("votes.class_" + std::to_string(k)).front();
      CHECK(votes == doctest::Approx(std::round(votes)).epsilon(1e-9));  // a whole number
    }
  }
}

TEST_CASE("images that are all equal, all dark or all bright train without a value that is no number") {
  for (const double value : {0.0, 0.5, 1.0}) {
    CAPTURE(value);
    const Planted constant{torch::full({60, 64}, value), torch::arange(60).remainder(classes)};
    const Trained trained = train(constant, {{"epochs", 2}});
    for (const auto& [name, values] : trained.context->recorder().series) {
      CAPTURE(name);
      CHECK(std::all_of(values.begin(), values.end(), [](double one) { return std::isfinite(one); }));
    }
  }
}

namespace {

/// All features are equal, so that the first labeled samples, those of class 0, decide every vote.
Trained collapsing(const Planted& planted, const Value::Table& more) {
  Value::Table options = {{"epochs", 6}};
  for (const auto& [key, value] : more) options[key] = value;
  return {make_model(planted, options, zero_encoder({4}, feature_width)), telling(planted)};
}

}  // namespace

TEST_CASE("a fit whose votes go to one class for three epochs fails, also when it was stopped in between") {
  const Planted planted = planted_mixture(90);
  const Trained whole = collapsing(planted, {});
  CHECK(error_code([&] { whole.model->fit(planted.x, *whole.context); }) == "metric_embedding.collapsed");
  CHECK(whole.context->rounds == std::vector<std::int64_t>{1, 2});
  CHECK(whole.context->recorder().events == std::vector<std::string>{"metric_embedding.collapsed"});
  CHECK(whole.series("votes.class_0") == std::vector<double>{1.0, 1.0, 1.0});

  const Trained stopped = collapsing(planted, {});
  stopped.context->after_round = [](std::int64_t round) { return round < 2; };
  stopped.model->fit(planted.x, *stopped.context);
  const Trained resumed = collapsing(planted, {});
  resumed.context->streams().restore(stopped.context->streams().state());
  resumed.model->restore(saved_state(*stopped.model));
  CHECK(error_code([&] { resumed.model->fit(planted.x, *resumed.context); }) == "metric_embedding.collapsed");
  CHECK(resumed.context->rounds.empty());
}

TEST_CASE("how long a collapse may last, and what one is, can be chosen") {
  const Planted planted = planted_mixture(90);
  const auto rounds = [&](const Value::Table& more) {
    const Trained trained = collapsing(planted, more);
    error_code([&] { trained.model->fit(planted.x, *trained.context); });
    return trained.context->rounds.size();
  };
  CHECK(rounds({{"collapse_epochs", 5}}) == 4);
  CHECK(rounds({{"collapse_share", 1.0}}) == 6);
}

TEST_CASE("cross-entropy is refused for data outside of the unit interval") {
  const Planted planted = planted_mixture(40);
  CHECK(error_code([&] { make_model(planted, {{"likelihood", "bernoulli"}}); }) == "baseline.data-range");
}

TEST_CASE("the temperature falls as documented") {
  const assay::Schema schema = assay_plugin_descriptor_v1.components[0].schema();
  const auto field = std::find_if(schema.fields.begin(), schema.fields.end(), [](const auto& one) { return one.key == "temperature"; });
  assay::Schedule by_default;
  REQUIRE(assay::Schedule::parse(field->default_value, by_default).empty());
  CHECK(by_default.at(50) == doctest::Approx(0.7071588).epsilon(1e-6));
  CHECK(by_default.at(101) == doctest::Approx(0.5));
  CHECK(assay::Schedule::exponential(0.986233, 0.5, 0.013863).at(50) == doctest::Approx(0.5).epsilon(1e-4));  // of SVHN
}
