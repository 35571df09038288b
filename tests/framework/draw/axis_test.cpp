#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "draw/axis.hpp"

using namespace assay::draw;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

TEST_CASE("ticks are multiples of 1, 2 or 5 times a power of ten, as many as fit") {
  CHECK(nice_ticks({0.0, 10.0}, 6) == Numbers{0, 2, 4, 6, 8, 10});
  CHECK(nice_ticks({0.0, 10.0}, 5) == Numbers{0, 5, 10});
  CHECK(nice_ticks({1.0, 300.0}, 7) == Numbers{50, 100, 150, 200, 250, 300});
  CHECK(nice_ticks({-1.0, 1.0}, 5) == Numbers{-1.0, -0.5, 0.0, 0.5, 1.0});
  const auto small = nice_ticks({0.012, 0.0305}, 5);
  REQUIRE(small.size() == 4);
  CHECK(small.front() == doctest::Approx(0.015));
  CHECK(small.back() == doctest::Approx(0.03));
}

TEST_CASE("labels have the decimals that their step needs, and a minus sign") {
  CHECK(tick_labels({0.0, 0.5, 1.0}) == Texts{"0.0", "0.5", "1.0"});
  CHECK(tick_labels({-20.0, 0.0, 20.0}) == Texts{"\u221220", "0", "20"});
  CHECK(tick_labels({0.015, 0.02, 0.025}) == Texts{"0.015", "0.020", "0.025"});
}

TEST_CASE("a scale maps the ends of its data to its ends") {
  const Scale scale{{10.0, 30.0}, 200.0, 100.0};
  CHECK(scale.at(10.0) == 200.0);
  CHECK(scale.at(30.0) == 100.0);
  CHECK(scale.at(15.0) == 175.0);
}

TEST_CASE("a range leaves out what is not finite and has a width") {
  const double nan = std::nan("");
  const Range range = range_of({nan, 3.0, -1.0, std::numeric_limits<double>::infinity()});
  CHECK(range.lowest == -1.0);
  CHECK(range.highest == 3.0);
  const Range one = range_of({5.0, 5.0});
  CHECK(one.lowest < 5.0);
  CHECK(one.highest > 5.0);
  const Range none = range_of({nan});
  CHECK(none.lowest == 0.0);
  CHECK(none.highest == 1.0);
  CHECK(padded({0.0, 10.0}, 0.1).lowest == -1.0);
}
