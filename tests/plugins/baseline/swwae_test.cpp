#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

constexpr std::int64_t labeled_count = 8;
constexpr std::int64_t classes = 4;

assay::DatasetInfo told_info(const Planted& planted) {
  assay::DatasetInfo data = images(1, 8, 8, classes);
  data.count = planted.x.size(0);
  data.lowest = data.highest = 0.0;  // unbounded
  data.labeled = labeled_count;
  return data;
}

/// (8)5c-2p-(16)3c-2p on the planted samples as images of 8×8.
std::unique_ptr<assay::Baseline> make_model(const Planted& planted, const Value::Table& more = {}) {
  Value::Table options = {{"channels", Value(Value::Array{8, 16})}, {"labeled_batch", 8}, {"batch", 40}, {"lr", 0.003}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>("swwae", std::move(options), told_info(planted));
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
  template <class Capability>
  [[nodiscard]] Capability& as() const {
    return dynamic_cast<Capability&>(*model);
  }
};

Trained train(const Planted& planted, const Value::Table& more = {}, std::uint64_t seed = 1) {
  Trained out{make_model(planted, more), telling(planted, seed)};
  out.model->fit(planted.x, *out.context);
  return out;
}

double error_of(const Trained& trained, const Planted& planted) {
  return trained.as<assay::Classifies>().class_probabilities(planted.x).argmax(1).ne(planted.labels).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

TEST_CASE("a hundred steps halve the objective, and two labels of each planted cluster are enough") {
  const Planted planted = planted_mixture(200);
  for (const char* pooling : {"hard", "soft"}) {
    CAPTURE(pooling);
    const Trained trained = train(planted, {{"epochs", 10}, {"batch", 20}, {"pooling", pooling}});  // of 10 steps
    CHECK(trained.series("loss.total").back() < 0.5 * trained.series("loss.total").front());
    CHECK(trained.series("loss.labeled").back() < 0.5 * trained.series("loss.labeled").front());
    CHECK(trained.series("loss.reconstruction").back() < trained.series("loss.reconstruction").front());
    CHECK(error_of(trained, planted) < 0.15);
  }
}

TEST_CASE("labels that are told wrongly are believed") {
  Planted planted = planted_mixture(200);
  planted.labels = torch::remainder(planted.labels + 1, classes);
  CHECK(error_of(train(planted, {{"epochs", 15}}), planted) < 0.2);
}

TEST_CASE("the objective is the cross-entropy and the weighted errors") {
  const Planted planted = planted_mixture(80);
  const Trained trained = train(planted, {{"epochs", 2}, {"reconstruction_weight", 0.5}, {"intermediate_weight", 3.0}});
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    const auto term = [&](const char* name) { return trained.series(std::string("loss.") + name)[epoch]; };
    CHECK(term("total") == doctest::Approx(term("labeled") + 0.5 * term("reconstruction") + 3.0 * term("intermediate")).epsilon(1e-5));
  }
}

TEST_CASE("only the samples with labels move the classifier, and dropout only it") {
  const Planted planted = planted_mixture(80);
  const auto after_one_step = [](const Planted& samples, const Value::Table& more = {}) {
    Value::Table options = {{"epochs", 1}, {"batch", 80}};
    for (const auto& [key, value] : more) options[key] = value;
    return saved_state(*train(samples, options).model);
  };
  const auto equal = [](const assay::StateDict& left, const assay::StateDict& right, const char* name) {
    return torch::equal(left.get(name), right.get(name));
  };
  const assay::StateDict first = after_one_step(planted);
  const assay::StateDict classifier_alone = after_one_step(planted, {{"reconstruction_weight", 0.0}, {"intermediate_weight", 0.0}});
  Planted other_unlabeled{planted.x.clone(), planted.labels};
  other_unlabeled.x.narrow(0, labeled_count, 80 - labeled_count).mul_(-2.0);
  for (const assay::StateDict& other : {classifier_alone, after_one_step(other_unlabeled)}) {
    CHECK(equal(first, other, "network/classifier.weight"));
    CHECK_FALSE(equal(first, other, "network/encoder0.convolution0.weight"));
  }
  const assay::StateDict without_dropout = after_one_step(planted, {{"dropout", 0.0}});
  CHECK_FALSE(equal(first, without_dropout, "network/classifier.weight"));
  CHECK(equal(first, without_dropout, "network/decoder0.convolution0.weight"));
}

TEST_CASE("features are the last maxima, and a reconstruction is in the range of the data") {
  Planted planted = planted_mixture(60);
  planted.x = planted.x.clamp(-1.0, 1.0);
  assay::DatasetInfo data = told_info(planted);
  data.lowest = -1.0;
  data.highest = 1.0;
  const auto model = make_component<assay::Baseline>("swwae", {{"channels", Value(Value::Array{3, 5})}, {"epochs", 2}}, data);
  model->fit(planted.x, *telling(planted));
  auto& embeds = dynamic_cast<assay::Embeds&>(*model);
  CHECK(embeds.features() == 5 * 2 * 2);
  const Tensor features = embeds.embed(planted.x);
  CHECK(features.sizes() == at::IntArrayRef({60, 20}));
  CHECK(features.min().item<double>() >= 0.0);
  const Tensor made = dynamic_cast<assay::Reconstructs&>(*model).reconstruct(planted.x * 100.0);
  CHECK(made.sizes() == planted.x.sizes());
  CHECK(made.min().item<double>() == -1.0);
  CHECK(made.max().item<double>() == 1.0);
  const Tensor probabilities = dynamic_cast<assay::Classifies&>(*model).class_probabilities(planted.x);
  CHECK(torch::allclose(probabilities.sum(1), torch::ones({60})));
}

TEST_CASE("a restored model classifies as the saved one") {
  const Planted planted = planted_mixture(80);
  for (const bool batch_norm : {false, true}) {
    const Trained trained = train(planted, {{"epochs", 1}, {"batch_norm", batch_norm}});
    const auto restored = make_model(planted, {{"epochs", 1}, {"batch_norm", batch_norm}});
    restored->restore(saved_state(*trained.model));
    CHECK(torch::equal(dynamic_cast<assay::Classifies&>(*restored).class_probabilities(planted.x),
                       trained.as<assay::Classifies>().class_probabilities(planted.x)));
  }
}

TEST_CASE("the same seed gives the same bits, another one others") {
  const Planted planted = planted_mixture(90);
  const auto state = [&](std::uint64_t seed) { return saved_state(*train(planted, {{"epochs", 2}}, seed).model); };
  const assay::StateDict first = state(1);
  check_equal_states(first, state(1));
  CHECK_FALSE(torch::equal(first.get("network/classifier.weight"), state(2).get("network/classifier.weight")));
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  for (const char* unlabeled : {"complement", "all"}) {
    for (const bool batch_norm : {false, true}) {
      check_resumes(
          planted.x, 2,
          [&] {
            return make_model(planted, {{"epochs", 4}, {"labeled_batch", 3}, {"unlabeled", unlabeled}, {"batch_norm", batch_norm}});
          },
          [&] { return telling(planted); });
    }
  }
}

TEST_CASE("an epoch passes over all samples, or over those without a label") {
  const Planted planted = planted_mixture(40);
  for (const char* unlabeled : {"all", "complement"}) {
    CAPTURE(unlabeled);
    const Trained trained = train(planted, {{"epochs", 1}, {"unlabeled", unlabeled}, {"lr", 0.0}});  // one step, of 8 labeled samples and the others
    const Tensor errors = (trained.as<assay::Reconstructs>().reconstruct(planted.x) - planted.x).square().mean(1);
    const Tensor labeled = errors.narrow(0, 0, labeled_count);
    const Tensor seen = std::string(unlabeled) == "all" ? torch::cat({labeled, errors}) : errors;
    CHECK(trained.series("loss.reconstruction").front() == doctest::Approx(seen.mean().item<double>()).epsilon(1e-5));
  }
}
