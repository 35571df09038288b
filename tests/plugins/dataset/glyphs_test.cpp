#include <doctest/doctest.h>

#include "support/plugin_components.hpp"

#include "glyph_painter.hpp"
#include "strokes.hpp"

namespace {

using assay::Value;

assay::DatasetContents glyphs_with(Value::Table options) {
  return test_support::make_component<assay::Dataset>("glyphs", std::move(options))->load();
}

bool same(const assay::DatasetContents& left, const assay::DatasetContents& right) {
  return left.x.equal(right.x) && left.labels.equal(right.labels);
}

const Value::Table no_variation = {{"variety", 0.0},          {"slant", 0.0},  {"rotation", 0.0}, {"scale", 0.0}, {"shift", 0.0},
                                   {"thickness_spread", 0.0}, {"wobble", 0.0}, {"elastic", 0.0}};

// Not inside CHECK: doctest and LibTorch both know a toString, and the compiler would take the wrong one.
bool has_type(const torch::Tensor& tensor, torch::ScalarType type) { return tensor.scalar_type() == type; }

}  // namespace

TEST_CASE("glyphs are grey levels of a scan in the declared shape") {
  const auto dataset = test_support::make_component<assay::Dataset>("glyphs", {{"count", 200}});
  const auto info = dataset->info();
  const auto contents = dataset->load();
  CHECK(info.shape == std::vector<std::int64_t>{1, 16, 16});
  CHECK(info.count == 200);
  CHECK(info.classes == 10);
  CHECK(info.class_names.size() == 10);
  CHECK(contents.x.sizes() == at::IntArrayRef({200, 256}));
  CHECK(has_type(contents.x, torch::kFloat32));
  CHECK(has_type(contents.labels, torch::kInt64));
  CHECK(contents.x.min().item<float>() == 0.0F);
  CHECK(contents.x.max().item<float>() == 1.0F);
  CHECK((contents.x * 255 - (contents.x * 255).round()).abs().max().item<float>() < 1e-4F);
  CHECK(contents.x.gt(0).any(1).all().item<bool>());
  CHECK(dataset->files().empty());
}

TEST_CASE("the same options give the same glyphs and another seed gives others") {
  const auto first = glyphs_with({{"count", 100}});
  CHECK(same(first, glyphs_with({{"count", 100}})));
  CHECK_FALSE(first.x.equal(glyphs_with({{"count", 100}, {"seed", 2}}).x));
}

TEST_CASE("a smaller set of glyphs is the beginning of a larger one") {
  const auto small = glyphs_with({{"count", 37}, {"size", 28}});
  const auto large = glyphs_with({{"count", 100}, {"size", 28}});
  CHECK(small.x.equal(large.x.narrow(0, 0, 37)));
  CHECK(small.labels.equal(large.labels.narrow(0, 0, 37)));
}

TEST_CASE("every digit occurs equally often and in a mixed order") {
  for (const std::int64_t classes : {2, 7, 10}) {
    CAPTURE(classes);
    const auto labels = glyphs_with({{"count", 50 * classes}, {"classes", classes}}).labels;
    CHECK(torch::bincount(labels).eq(50).all().item<bool>());
    CHECK(torch::bincount(labels).numel() == classes);
    CHECK_FALSE(labels.narrow(0, 0, classes).equal(labels.narrow(0, classes, classes)));
  }
}

TEST_CASE("digits differ more between classes than the mean images scatter") {
  const auto contents = glyphs_with({{"count", 1000}});
  std::vector<torch::Tensor> means;
  for (std::int64_t digit = 0; digit < 10; ++digit) means.push_back(contents.x.index({contents.labels == digit}).mean(0));
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CAPTURE(i);
      CAPTURE(j);
      // 100 images per class of pixel deviation below 0.5: two means of one class would differ by about √(256 · 2 · 0.25 / 100) ≈ 1.1 at most.
      CHECK((means[i] - means[j]).norm().item<double>() > 1.5);
    }
  }
}

TEST_CASE("without variation all images of one writing variant are equal") {
  auto options = no_variation;
  options["count"] = 400;
  const auto usual = glyphs_with(options);
  options["variety"] = 0.5;
  const auto mixed = glyphs_with(options);
  for (int digit = 0; digit < 10; ++digit) {
    const auto ways = [&](const assay::DatasetContents& contents) {
      return std::get<0>(at::unique_dim(contents.x.index({contents.labels == digit}), 0)).size(0);
    };
    CAPTURE(digit);
    CHECK(ways(usual) == 1);
    CHECK(ways(mixed) == static_cast<std::int64_t>(glyphs::shapes_of(digit).size()));
  }
}

TEST_CASE("the share of unusual writing is the variety") {
  auto options = no_variation;
  options["count"] = 5000;
  const auto usual = glyphs_with(options).x;
  options["variety"] = 0.3;
  const auto share = glyphs_with(options).x.ne(usual).any(1).to(torch::kFloat64).mean().item<double>();
  CHECK(share == doctest::Approx(0.3).epsilon(0.08));  // four standard errors of 5000 draws
}

TEST_CASE("each variation changes the images") {
  auto plain = no_variation;
  plain["count"] = 20;
  const auto before = glyphs_with(plain).x;
  for (const auto& variation : std::vector<std::pair<std::string, double>>{
           {"slant", 0.3}, {"rotation", 15.0}, {"scale", 0.2}, {"shift", 0.1}, {"thickness_spread", 0.03}, {"wobble", 0.05}, {"elastic", 0.05}}) {
    auto changed = plain;
    changed[variation.first] = variation.second;
    CAPTURE(variation.first);
    CHECK((glyphs_with(changed).x - before).abs().mean().item<double>() > 0.01);
  }
}

TEST_CASE("a thicker pen leaves more ink") {
  const auto thin = glyphs_with({{"count", 50}, {"thickness", 0.05}}).x.sum().item<double>();
  const auto thick = glyphs_with({{"count", 50}, {"thickness", 0.15}}).x.sum().item<double>();
  CHECK(thick > 2.0 * thin);
}

TEST_CASE("every size and the extreme amplitudes stay inside the image buffer") {
  for (const std::int64_t size : {8, 9, 28, 64}) {
    const auto contents = glyphs_with({{"count", 20},
                                       {"size", size},
                                       {"slant", 1.0},
                                       {"rotation", 45.0},
                                       {"scale", 0.5},
                                       {"shift", 0.25},
                                       {"thickness", 0.3},
                                       {"wobble", 0.2},
                                       {"elastic", 0.2}});
    CHECK(contents.x.sizes() == at::IntArrayRef({20, size * size}));
    CHECK(contents.x.isfinite().all().item<bool>());
    CHECK(contents.x.max().item<float>() <= 1.0F);
  }
}

TEST_CASE("a straight stroke is flattened to its points and a loop returns to its first point") {
  CHECK(glyphs::flattened({glyphs::Pen::straight, {{0, 0}, {1, 1}}}).size() == 2);
  const auto loop = glyphs::flattened({glyphs::Pen::loop, {{0, 0}, {1, 0}, {1, 1}, {0, 1}}});
  CHECK(loop.back().x == doctest::Approx(0.0));
  CHECK(loop.back().y == doctest::Approx(0.0));
  // Catmull-Rom through a square: half-way between (0,0) and (1,0) it bulges by (9·0 + 9·0 − 1 − 1)/16 = −1/8.
  CHECK(loop[3].x == doctest::Approx(0.5));
  CHECK(loop[3].y == doctest::Approx(-0.125));
}

TEST_CASE("a set that would not fit into memory is refused") {
  try {
    test_support::make_component<assay::Dataset>("glyphs", {{"count", 1000000}, {"size", 64}});
    FAIL("no error");
  } catch (const assay::SpecError& error) {
    CHECK(error.code() == "spec.too-large");
  }
}

TEST_CASE("the default glyphs are the pinned ones") {
  // Grey levels of the first eight images, as whole numbers: results on glyphs are comparable only as long as these stay.
  const auto levels = (glyphs_with({{"count", 8}}).x * 255).round().to(torch::kInt64);
  const auto positions = torch::arange(1, 257, torch::kInt64);
  const auto sums = (levels * positions).sum(1);
  CAPTURE(sums);
  CHECK(sums.equal(torch::tensor({1350167, 1497826, 992430, 758668, 1841962, 1554483, 659132, 1479092}, torch::kInt64)));
}
