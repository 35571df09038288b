#include <doctest/doctest.h>

#include <cmath>

#include "assay/core/error.hpp"
#include "draw/drawing.hpp"
#include "report/array_export.hpp"
#include "report/figure/chosen_trials.hpp"
#include "report/figure/confusion_figure.hpp"
#include "report/figure/figure.hpp"
#include "report/figure/spread.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"
#include "support/xml.hpp"

using namespace assay;
using namespace assay::report;

namespace {

/// A sample run and its figures.
class Figures {
 public:
  Figures() : run_(record::load_run(test_support::make_sample_run(folder_ / "run"))) {}

  [[nodiscard]] const record::RunView& run() const { return run_; }
  draw::Drawing draw(const FigureOptions& options) const { return make_figure(run_, options, apply_); }
  [[nodiscard]] Diagnostic error(const FigureOptions& options) const {
    try {
      draw(options);
    } catch (const Error& error) {
      return error.diagnostics().front();
    }
    return {};
  }

 private:
  test_support::TemporaryFolder folder_;
  record::RunView run_;
  /// One channel of 2 × 2 pixels, three categories and as many columns as are asked for.
  ApplyModel apply_ = [](const record::TrialSummary& /*trial*/, const std::string& task, std::int64_t columns, std::int64_t /*seed*/) {
    const std::vector<float> pixels(static_cast<std::size_t>(std::int64_t{3} * 4 * columns), 0.5F);
    record::ArrayFile file;
    const bool style = task == "style";
    file.arrays.push_back(
        record::make_array("images", pixels, style ? std::vector<std::int64_t>{columns, 3, 4} : std::vector<std::int64_t>{3, columns, 4}));
    file.arrays.push_back(record::make_array("inputs", std::vector<float>(static_cast<std::size_t>(4 * columns), 1.0F), {columns, 4}));
    file.arrays.push_back(record::make_array("shape", std::vector<std::int64_t>{1, 2, 2}));
    file.arrays.push_back(record::make_array("range", std::vector<double>{0.0, 1.0}));
    return file;
  };
};

FigureOptions of_kind(const std::string& kind) {
  FigureOptions options;
  options.kind = kind;
  return options;
}

}  // namespace

TEST_CASE("a band reaches one sample standard deviation to both sides of the mean") {
  draw::Series series;
  add_spread(series, 7.0, {1.0, 3.0, std::nan("")});
  add_spread(series, 8.0, {5.0});
  CHECK(series.x == std::vector<double>{7.0, 8.0});
  CHECK(series.y == std::vector<double>{2.0, 5.0});
  CHECK(series.lower[0] == doctest::Approx(2.0 - std::sqrt(2.0)));
  CHECK(series.upper[0] == doctest::Approx(2.0 + std::sqrt(2.0)));
  CHECK(series.lower[1] == 5.0);
}

TEST_CASE("a band is explained where there is one") {
  draw::Series one;
  add_spread(one, 1.0, {5.0});
  draw::Series several;
  add_spread(several, 1.0, {1.0, 3.0});
  const auto chart_of = [](const std::vector<draw::Series>& series) {
    draw::Chart chart;
    chart.series = series;
    return chart;
  };
  CHECK(spread_note({chart_of({one}), chart_of({one, one})}).empty());
  CHECK(spread_note({chart_of({one}), chart_of({one, several})}) == "line: mean over the seeds; band: ± one sample standard deviation");
}

TEST_CASE("clusters come in the order of the classes they are matched with, those without a class last") {
  // clusters 0, 1, 2 of classes 0, 1, 2: the best matching is 0 → 2, 1 → 0, 2 → 1
  CHECK(matched_order({0, 1, 9, 8, 2, 7, 1, 6, 5}, 3, 3) == std::vector<std::size_t>{1, 2, 0});
  // four clusters for two classes: 3 → 0, 1 → 1; of the rest 2 is larger
  CHECK(matched_order({1, 0, 0, 9, 2, 3, 8, 1}, 4, 2) == std::vector<std::size_t>{3, 1, 2, 0});
  // one cluster for two classes
  CHECK(matched_order({1, 5}, 1, 2) == std::vector<std::size_t>{0});
}

TEST_CASE("conditions choose trials, and those that cannot be met say what there is") {
  const Figures figures;
  CHECK(chosen_trials(figures.run(), {}).size() == 10);
  const auto chosen = chosen_trials(figures.run(), {"arm=kmeans", "latent.z.dim=10"});
  REQUIRE(chosen.size() == 2);  // one of three has not ended
  CHECK(chosen.front()->id == "t9");
  CHECK(chosen_trials(figures.run(), {"trial=t9"}).size() == 1);
  CHECK(group_by_setting(figures.run(), chosen_trials(figures.run(), {})).size() == 4);
  CHECK(group_by_setting(figures.run(), chosen).front().name == "kmeans, latent.z.dim = 10");
  CHECK(trial_text(figures.run(), *chosen.front()) == "kmeans, latent.z.dim = 10, seed 7");

  FigureOptions options = of_kind("curves");
  options.where = {"arm=kmean"};
  CHECK(figures.error(options).code == "figure.no-trials");
  options.where = {"amr=kmeans"};
  CHECK(figures.error(options).code == "figure.unknown-axis");
  options.where = {"kmeans"};
  CHECK(figures.error(options).code == "figure.bad-condition");
}

TEST_CASE("every kind that the sample run has data for is drawn") {
  const Figures figures;
  for (const char* kind : {"curves", "sweep", "health", "embedding", "generation", "style"}) {
    CAPTURE(kind);
    FigureOptions options = of_kind(kind);
    if (options.kind == "curves") options.metrics = {"acc"};
    if (options.kind == "health") options.metrics = {"acc"};
    const draw::Drawing drawing = figures.draw(options);
    CHECK(test_support::is_well_formed_xml(draw::render(drawing, draw::Format::svg)));
  }
}

TEST_CASE("what cannot be drawn says why") {
  const Figures figures;
  FigureOptions embedding = of_kind("embedding");
  embedding.epochs = {5};
  const auto missing = figures.error(embedding);
  CHECK(missing.code == "figure.no-embedding");
  CHECK(missing.notes.front() == "stored are: 3");
  CHECK(figures.error(of_kind("confusion")).code == "figure.no-confusion");
  CHECK(figures.error(of_kind("critical_difference")).code == "compare.no-ranks");
  FigureOptions sweep = of_kind("sweep");
  sweep.over = {"latent.z.dims"};
  CHECK(figures.error(sweep).code == "figure.no-axis");
  CHECK(figures.error(sweep).help.find("latent.z.dim") != std::string::npos);
  FigureOptions health = of_kind("health");
  health.metrics = {"latent.kll"};
  CHECK(figures.error(health).code == "figure.unknown-series");
}

TEST_CASE("a style grid has the input and every category in a row") {
  const Figures figures;
  FigureOptions few = of_kind("style");
  few.columns = 2;
  FigureOptions many = few;
  many.columns = 6;
  const auto small = figures.draw(few);
  const auto large = figures.draw(many);
  CHECK(small.width == large.width);
  CHECK(large.height - small.height == doctest::Approx(4.0 * 38.0));  // four more rows of 36 points and a gap of 2
}

TEST_CASE("arrays become NumPy files and lines of samples") {
  const auto array = record::make_array("embedding", std::vector<float>{1.0F, 2.5F, -3.0F, 4.0F}, {2, 2});
  const std::string npy = npy_of(array);
  CHECK(npy.size() == 128 + 16);
  CHECK(npy.find("'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, ), }") != std::string::npos);
  CHECK(npy[127] == '\n');
  record::ArrayFile file;
  file.arrays = {record::make_array("sample", std::vector<std::int64_t>{4, 9}), array};
  CHECK(csv_of_samples(file) == "sample,embedding_0,embedding_1\n4,1,2.5\n9,-3,4\n");
}
