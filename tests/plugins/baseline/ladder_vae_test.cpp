#include <cmath>
#include <memory>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/baseline_runs.hpp"
#include "support/fitted.hpp"
#include "support/planted_mixture.hpp"

using namespace test_support;
using assay::Value;

namespace {

const std::vector<std::string> both = {"ladder_vae", "hierarchical_vae"};

std::unique_ptr<assay::Baseline> make_model(const std::string& name, const Value::Table& more, const assay::DatasetInfo& data) {
  Value::Table options = {{"likelihood", "gaussian"},
                          {"dims", Value(Value::Array{4, 2})},
                          {"hidden", Value(Value::Array{24, 12})},
                          {"lr", 0.003},
                          {"epochs", 3},
                          {"batch", 40},
                          {"warm_up", 2},
                          {"units_every", 1},
                          {"unit_draws", 3}};
  for (const auto& [key, value] : more) options[key] = value;
  return make_component<assay::Baseline>(name, std::move(options), data);
}

Fitted fitted(const std::string& name, const Planted& planted, const Value::Table& options = {}) {
  return test_support::fitted(make_model(name, options, planted_info(planted)), planted.x, planted_info(planted));
}

double number(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("the codes next to the data keep the planted clusters apart, and the objective adds up") {
  const Planted planted = planted_mixture(200);
  for (const std::string& name : both) {
    CAPTURE(name);
    const Fitted fit = fitted(name, planted, {{"epochs", 15}, {"batch", 20}, {"lr", 0.01}, {"units_every", 15}});
    const Tensor code = fit.embed(planted.x);
    CHECK(code.sizes() == at::IntArrayRef({200, 4}));
    const Tensor members = torch::one_hot(planted.labels, 4).to(torch::kFloat32);
    const Tensor centres = members.t().mm(code) / members.sum(0).unsqueeze(1);
    CHECK(accuracy(planted.labels, torch::cdist(code, centres).argmin(1)) >= 0.9);
    CHECK(fit.series("loss.total").back() == doctest::Approx(fit.series("loss.reconstruction").back() + fit.series("loss.kl").back()));
    CHECK(fit.series("loss.total").back() < 0.7 * fit.series("loss.total").front());
    CHECK(fit.series("z1.active_units").back() >= 1.0);
    CHECK(fit.series("z1.kl").back() > 0.5);
  }
}

TEST_CASE("while it warms up the divergences count in part, and after that in full") {
  const Planted planted = planted_mixture(80);
  for (const std::string& name : both) {
    const Fitted fit = fitted(name, planted, {{"epochs", 6}, {"warm_up", 4}});
    for (std::size_t i = 0; i < 6; ++i) {
      const double t = std::min(1.0, static_cast<double>(i + 1) / 4.0);
      CHECK(fit.series("loss.total")[i] == doctest::Approx(fit.series("loss.reconstruction")[i] + t * fit.series("loss.kl")[i]).epsilon(1e-4));
    }
  }
}

TEST_CASE("the style of a sample generates its reconstruction") {
  const Planted planted = planted_mixture(100);
  for (const std::string& name : both) {
    const Fitted fit = fitted(name, planted);
    auto& generates = dynamic_cast<assay::Generates&>(*fit.model);
    CHECK(generates.style_width() == 6);
    const Tensor style = generates.style(planted.x);
    const Tensor made = generates.generate(torch::zeros({100}, torch::kInt64), style);
    CHECK(torch::allclose(made, dynamic_cast<assay::Reconstructs&>(*fit.model).reconstruct(planted.x), 1e-3, 1e-4));
  }
}

TEST_CASE("units are counted at the epochs that are asked for and after the last one") {
  const Planted planted = planted_mixture(60);
  for (const std::string& name : both) {
    const Fitted fit = fitted(name, planted, {{"epochs", 7}, {"units_every", 3}, {"importance_samples", 4}});
    for (const char* series : {"z1.active_units", "z1.informative_units", "z1.kl", "z2.active_units", "z2.informative_units", "z2.kl"}) {
      CHECK(fit.series(series).size() == 3);  // 3, 6, 7
    }
    CHECK(fit.series("x.importance_weighted_bound").size() == 1);
    const Tensor spectrum = fit.saved("z1.kl_spectrum");
    CHECK(spectrum.numel() == 4);
    CHECK(number(spectrum.sum()) == doctest::Approx(fit.series("z1.kl").back()));
    CHECK(number((spectrum.narrow(0, 1, 3) > spectrum.narrow(0, 0, 3)).sum()) == 0.0);
    CHECK(number(fit.saved("z2.variance_spectrum").gt(0.01).sum()) == fit.series("z2.active_units").back());
  }
}

TEST_CASE("units that count differently leave the training as it is") {
  const Planted planted = planted_mixture(60);
  for (const std::string& name : both) {
    const auto weight = [&](const Value::Table& options) { return fitted(name, planted, options).saved("hierarchy/data.output.weight"); };
    CHECK(torch::equal(weight({{"units_every", 1}, {"unit_draws", 5}}), weight({{"units_every", 3}, {"unit_draws", 1}})));
  }
}

TEST_CASE("held-out samples change counts and nothing else, and leave something to train on") {
  Planted planted = planted_mixture(100);
  for (const std::string& name : both) {
    const Value::Table options = {{"held_out", 30}};
    const Fitted fit = fitted(name, planted, options);
    Planted other = planted;
    other.x = planted.x.clone();
    other.x.narrow(0, 70, 30).mul_(3.0);
    const Fitted changed = fitted(name, other, options);
    CHECK(torch::equal(fit.saved("hierarchy/data.output.weight"), changed.saved("hierarchy/data.output.weight")));
    CHECK(torch::equal(fit.saved("hierarchy/up1.mean.norm.running_mean"), changed.saved("hierarchy/up1.mean.norm.running_mean")));
    CHECK(fit.series("loss.total") == changed.series("loss.total"));
    CHECK(fit.series("z1.kl") != changed.series("z1.kl"));
    CHECK(error_code([&] { fitted(name, planted, {{"held_out", 100}}); }) == "ladder_vae.held-out");
  }
}

TEST_CASE("all-zero and all-one samples give a finite objective, binary or not") {
  Planted planted{torch::cat({torch::zeros({20, 9}), torch::ones({20, 9})}), torch::arange(40)};
  assay::DatasetInfo info = vectors(9);
  for (const std::string& name : both) {
    for (const bool binarize : {false, true}) {
      const Fitted fit = test_support::fitted(make_model(name, {{"likelihood", "bernoulli"}, {"binarize", binarize}}, info), planted.x, info);
      for (const double total : fit.series("loss.total")) CHECK(std::isfinite(total));
      const Tensor reconstruction = dynamic_cast<assay::Reconstructs&>(*fit.model).reconstruct(planted.x);
      CHECK(number(reconstruction.min()) >= 0.0);
      CHECK(number(reconstruction.max()) <= 1.0);
    }
  }
}

TEST_CASE("options that do not fit together are refused") {
  const Planted planted = planted_mixture(20);
  for (const std::string& name : both) {
    const auto code = [&](const Value::Table& options) { return error_code([&] { make_model(name, options, planted_info(planted)); }); };
    CHECK(code({{"hidden", Value(Value::Array{24, 12, 6})}}) == "ladder_vae.widths");
    CHECK(code({{"dims", Value(Value::Array{})}, {"hidden", Value(Value::Array{})}}) == "ladder_vae.widths");
    CHECK(code({{"binarize", true}}) == "baseline.binarize");
    CHECK(code({{"likelihood", "bernoulli"}}) == "baseline.data-range");
    CHECK(code({{"hidden", Value(Value::Array{8})}}).empty());
  }
}

TEST_CASE("a fit that was stopped and restored ends with the same bits") {
  const Planted planted = planted_mixture(90);
  const std::vector<std::pair<std::string, Value::Table>> models = {
      {"ladder_vae", {}}, {"ladder_vae", {{"share_top_down", false}, {"mu_up", false}}}, {"hierarchical_vae", {{"batch_norm", false}}}};
  for (const auto& [name, more] : models) {
    for (const std::int64_t units_every : {1, 3}) {
      Value::Table options = more;
      options["epochs"] = 5;
      options["units_every"] = units_every;
      options["held_out"] = 20;
      const auto make = [&, &which = name] { return make_model(which, options, planted_info(planted)); };
      check_resumes(planted.x, 2, make, [&] { return std::make_unique<FakeFitContext>(1, planted_info(planted)); });
    }
  }
}
