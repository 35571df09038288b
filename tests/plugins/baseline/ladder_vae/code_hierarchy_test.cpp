#include "code_hierarchy.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <torch/utils.h>

#include "support/central_differences.hpp"
#include "support/plugin_inputs.hpp"

using namespace assay::baseline_ladder_vae;
using assay::Tensor;
using test_support::central_differences;
using test_support::stream;

namespace {

Tensor row_of(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64).unsqueeze(0); }

Gaussian gaussian(double mean, double variance) { return {row_of({mean}), row_of({std::log(variance)})}; }

double number(const Tensor& tensor) { return tensor.item<double>(); }

Layout small_layout() { return {12, {4, 3, 2}, {8, 6, 5}, {true, 0.01}}; }

/// What q depends on given the same draws: the ladder, and the top of any hierarchy.
CodeDraw given_the_same(const Gaussian& q, const Gaussian& p, const Tensor& z) { return {q, p, z, true}; }

std::vector<std::string> names_of(const torch::nn::Module& module) {
  std::vector<std::string> names;
  for (const auto& item : module.named_parameters()) names.push_back(item.key());
  return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

}  // namespace

TEST_CASE("Gaussians are merged by precision") {
  const Gaussian prior = gaussian(0.0, 1.0);
  const Gaussian q = merged(gaussian(1.0, 0.5), prior);
  CHECK(number(q.mean) == doctest::Approx(2.0 / 3.0).epsilon(1e-9));
  CHECK(number(q.log_variance.exp()) == doctest::Approx(1.0 / 3.0).epsilon(1e-9));
  CHECK(number(given_the_same(q, prior, q.mean).kl()) == doctest::Approx(0.4381950).epsilon(1e-7));
  // Either order, and far from overflow where a precision is.
  CHECK(number(merged(prior, gaussian(1.0, 0.5)).mean) == doctest::Approx(2.0 / 3.0).epsilon(1e-9));
  const Gaussian sharp = merged({row_of({3.0}), row_of({-800.0})}, prior);
  CHECK(number(sharp.mean) == doctest::Approx(3.0));
  CHECK(number(sharp.log_variance) == doctest::Approx(-800.0));
}

TEST_CASE("data that say nothing of a code leave its prior, and no divergence") {
  const Gaussian prior = gaussian(-0.7, 2.5);
  const Gaussian q = merged({row_of({5.0}), row_of({std::numeric_limits<double>::infinity()})}, prior);
  CHECK(number(q.mean) == doctest::Approx(-0.7));
  CHECK(number(q.log_variance) == doctest::Approx(std::log(2.5)));
  CHECK(number(given_the_same(q, prior, q.mean).kl()) == doctest::Approx(0.0));
}

TEST_CASE("the divergences of the layers add up") {
  const Gaussian standard = gaussian(0.0, 1.0);
  const Gaussian top = gaussian(0.5, 1.0);
  const Gaussian below = merged(gaussian(1.0, 0.5), standard);
  const double total = number(given_the_same(top, standard, top.mean).kl()) + number(given_the_same(below, standard, below.mean).kl());
  CHECK(number(given_the_same(top, standard, top.mean).kl()) == doctest::Approx(0.125));
  CHECK(total == doctest::Approx(0.5631950).epsilon(1e-7));
}

TEST_CASE("the divergence given the same draws is what its values at draws average to") {
  const Gaussian q = merged(gaussian(1.0, 0.5), gaussian(0.0, 1.0));
  const Tensor z = q.mean + (0.5 * q.log_variance).exp() * stream(3).normal({40000, 1}).to(torch::kFloat64);
  const CodeDraw code = given_the_same(q, gaussian(0.0, 1.0), z);
  const Tensor values = code.log_ratio();
  CHECK(std::abs(number(values.mean()) - 0.4381950) < 4.0 * number(values.std()) / 200.0);
  CodeDraw lower = code;
  lower.given_the_same = false;
  CHECK(torch::equal(lower.kl(), values));
}

TEST_CASE("gradients of a merged code's divergence and draw are those of central differences") {
  const Tensor noise = row_of({0.4, -1.1});
  // Means and log-variances of the data's Gaussian and the prior, of two units.
  const auto value = [&](const Tensor& point) {
    const auto parts = point.chunk(4, 1);
    const Gaussian prior{parts[2], parts[3]};
    const Gaussian q = merged({parts[0], parts[1]}, prior);
    const Tensor z = assay::gaussian_sample(q.mean, q.log_variance, noise);
    return (CodeDraw{q, prior, z, true}.kl() + CodeDraw{q, prior, z, false}.kl() + torch::sin(z)).sum();
  };
  const Tensor point = row_of({1.0, -0.3, -0.5, 0.8, 0.2, 0.1, 0.4, -0.9}).requires_grad_();
  value(point).backward();
  const Tensor expected = central_differences([&](const Tensor& there) { return number(value(there)); }, point.detach());
  CHECK(torch::allclose(point.grad(), expected, 1e-6, 1e-8));
}

TEST_CASE("the ladder merges, the plain hierarchy does not, and both give all layers their shapes") {
  assay::Stream init = stream();
  assay::Stream noise = stream(2);
  const Tensor x = stream(4).uniform({7, 12});
  const auto ladder = make_ladder(small_layout(), {}, init);
  const auto plain = make_bottom_up(small_layout(), init);
  CHECK(ladder->evidence(x).size() == 3);
  CHECK(plain->evidence(x).size() == 1);
  for (const auto& hierarchy : {ladder, plain}) {
    const auto evidence = hierarchy->evidence(x);
    const auto codes = hierarchy->draw(evidence, draw_from(noise));
    REQUIRE(codes.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(codes[i].z.sizes() == at::IntArrayRef({7, 4 - static_cast<std::int64_t>(i)}));
      CHECK(codes[i].kl().sizes() == codes[i].z.sizes());
      CHECK(codes[i].given_the_same == (hierarchy == ladder || i == 2));
      // The prior is that of the code above that was drawn.
      const Gaussian p = i == 2 ? Gaussian{torch::zeros({7, 2}), torch::zeros({7, 2})} : hierarchy->prior(i, codes[i + 1].z);
      CHECK(torch::allclose(codes[i].p.mean, p.mean));
      CHECK(torch::allclose(codes[i].p.log_variance, p.log_variance));
    }
    CHECK(hierarchy->decode(codes.front().z).sizes() == x.sizes());
  }
  const auto evidence = ladder->evidence(x);
  const auto codes = ladder->draw(evidence, mean_of);
  CHECK(torch::equal(codes[2].q.mean, evidence[2].mean));
  CHECK(torch::allclose(codes[0].q.mean, merged(evidence[0], codes[0].p).mean));
  // Data and prior together know more than either.
  CHECK(number((codes[0].q.log_variance < codes[0].p.log_variance).all().to(torch::kFloat64)) == 1.0);
}

TEST_CASE("the switches of the ladder change which networks there are and what they read") {
  assay::Stream init = stream();
  const auto shared = make_ladder(small_layout(), {true, true}, init);
  const auto own = make_ladder(small_layout(), {false, false}, init);
  CHECK_FALSE(has(names_of(*shared), "down1.mean.linear.weight"));
  CHECK(has(names_of(*own), "down1.mean.linear.weight"));
  CHECK_FALSE(has(names_of(*own), "down3.mean.linear.weight"));  // nothing is above the top
  CHECK(shared->named_parameters()["up2.hidden.linear0.weight"].sizes() == at::IntArrayRef({6, 4}));
  CHECK(own->named_parameters()["up2.hidden.linear0.weight"].sizes() == at::IntArrayRef({6, 8}));
  const auto evidence = own->evidence(stream(4).uniform({5, 12}));  // of equal samples batch normalisation would leave nothing
  const auto codes = own->draw(evidence, mean_of);
  CHECK_FALSE(torch::allclose(codes[0].q.mean, merged(evidence[0], codes[0].p).mean));
}

TEST_CASE("every layer but the data's is normalised where that is wanted, and variances begin high") {
  assay::Stream init = stream();
  Layout layout = small_layout();
  const auto normalised = make_bottom_up(layout, init)->named_parameters();
  CHECK(normalised.contains("prior1.hidden.norm1.weight"));
  CHECK(normalised.contains("up3.mean.norm.weight"));
  CHECK(number(normalised["up3.variance.norm.bias"].mean()) == 1.0);
  CHECK(number(normalised["up3.mean.norm.bias"].abs().sum()) == 0.0);
  CHECK_FALSE(normalised.contains("data.output.norm.weight"));
  layout.form.batch_norm = false;
  const auto plain = make_bottom_up(layout, init)->named_parameters();
  CHECK_FALSE(plain.contains("up3.mean.norm.weight"));
  CHECK(number(plain["up3.variance.linear.bias"].mean()) == 1.0);
}

TEST_CASE("codes in units of their priors bring back the data of these codes, and any others stand for codes too") {
  assay::Stream init = stream();
  const Layout layout = small_layout();
  for (const auto& hierarchy : {make_ladder(layout, {}, init), make_bottom_up(layout, init)}) {
    hierarchy->eval();
    const auto codes = hierarchy->draw(hierarchy->evidence(stream(4).uniform({6, 12})), mean_of);
    const Tensor units = in_units_of_prior(codes);
    CHECK(units.sizes() == at::IntArrayRef({6, 9}));
    CHECK(torch::allclose(decode_units(*hierarchy, layout.dims, units), hierarchy->decode(codes.front().z), 1e-4, 1e-5));
    CHECK(torch::equal(units.narrow(1, 7, 2), codes.back().z));  // N(0, I) at the top
  }
}
