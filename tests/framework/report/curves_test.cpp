#include <doctest/doctest.h>

#include <cmath>

#include "report/page/curves.hpp"
#include "support/page_run.hpp"

using namespace assay;
using namespace assay::report;

namespace {

const Value& series_named(const Value& curves, const std::string& name) {
  for (const auto& series : curves.at("series").array()) {
    if (series.at("name").string() == name) return series;
  }
  FAIL("no series " << name);
  return curves;
}

Value::Array numbers(std::initializer_list<double> given) {
  Value::Array list;
  for (const double number : given) list.emplace_back(number == std::floor(number) ? Value(static_cast<std::int64_t>(number)) : Value(number));
  return list;
}

}  // namespace

TEST_CASE("points are thinned evenly, with both ends") {
  CHECK(thinned(5, 10) == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(thinned(11, 3) == std::vector<std::size_t>{0, 5, 10});
  CHECK(thinned(100, 1) == std::vector<std::size_t>{0, 99});
  CHECK(thinned(1, 7) == std::vector<std::size_t>{0});
  CHECK(thinned(0, 7).empty());
}

TEST_CASE("a curve has the mean and the sample standard deviation over the seeds, in percent where tables are") {
  auto [run, trials] = test_support::page_run({"one"}, 2, 3);
  trials[0].record->series[0].columns[0].values = {0.2, 0.4, std::nan("")};
  trials[1].record->series[0].columns[0].values = {0.4, std::nan(""), std::nan("")};
  const Value curves = curves_value(run, trials);
  const Value& acc = series_named(curves, "acc");
  CHECK(acc.at("label").string() == "ACC (%)");
  CHECK(acc.at("group").string() == "metrics");
  const Value& curve = acc.at("curves").array().at(0);
  CHECK(curve.at("mean").array() == Value::Array{30, 40, Value()});
  CHECK(curve.at("deviation").array() == Value::Array{14.142, 0, Value()});  // 10 √2
  CHECK(curve.at("trials").array() == Value::Array{2, 1, 0});
  CHECK(curves.at("indices").array().at(static_cast<std::size_t>(curve.at("index").integer())).array() == numbers({1, 2, 3}));
  CHECK(curves.at("settings").array().at(0).at("name").string() == "one");
}

TEST_CASE("the metrics of the table come first and are shown, training comes last") {
  auto [run, trials] = test_support::page_run({"one", "two"}, 1, 2);
  const Value curves = curves_value(run, trials);
  std::vector<std::string> groups;
  for (const auto& series : curves.at("series").array()) groups.push_back(series.at("name").string() + ", " + series.at("group").string());
  CHECK(groups == std::vector<std::string>{"acc, metrics", "latent.c.entropy, other evaluations", "loss.total, training"});
  CHECK(curves.at("shown").array() == Value::Array{0});
  CHECK(series_named(curves, "loss.total").at("label").string() == "loss.total (nat)");
  CHECK(series_named(curves, "acc").at("curves").array().size() == 2);
}

TEST_CASE("failed and unfinished trials have no part in curves") {
  auto [run, trials] = test_support::page_run({"one"}, 2, 2);
  test_support::fail(run, trials, 1, "no");
  const Value curves = curves_value(run, trials);
  CHECK(series_named(curves, "acc").at("curves").array().at(0).at("trials") == Value(1));
  test_support::fail(run, trials, 0, "no");
  CHECK(curves_value(run, trials).table().empty());
}
