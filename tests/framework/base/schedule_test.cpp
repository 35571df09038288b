#include <doctest/doctest.h>

#include "assay/options/schedule.hpp"

using assay::Schedule;
using assay::Value;

namespace {

Schedule parsed(const Value& value) {
  Schedule schedule;
  const std::string problem = Schedule::parse(value, schedule);
  REQUIRE_MESSAGE(problem.empty(), problem);
  return schedule;
}

std::string problem_of(const Value& value) {
  Schedule schedule;
  return Schedule::parse(value, schedule);
}

}  // namespace

TEST_CASE("the annealing of the proposed model has the documented values") {
  // methods-unsupervised 13.11: e annealing steps after the first epoch.
  const Schedule slow = Schedule::exponential(1.0, 0.5, 0.00693);
  CHECK(slow.at(1) == doctest::Approx(1.0));
  CHECK(slow.at(2) == doctest::Approx(0.993094).epsilon(1e-6));
  CHECK(slow.at(51) == doctest::Approx(0.707159).epsilon(1e-6));
  CHECK(slow.at(101) == doctest::Approx(0.500074).epsilon(1e-6));
  CHECK(slow.at(102) == 0.5);
  CHECK(Schedule::exponential(1.0, 0.5, 0.013863).at(51) == doctest::Approx(0.5).epsilon(1e-4));
}

TEST_CASE("each spec form gives its values") {
  CHECK(parsed(Value(3)).at(1000) == 3.0);
  const Schedule steps = parsed(Value::Table{{"start", 0.01}, {"factor", 0.5}, {"every", 30}});
  CHECK(steps.at(30) == 0.01);
  CHECK(steps.at(31) == 0.005);
  CHECK(steps.at(61) == 0.0025);
  CHECK(Schedule::steps(0.01, 0.5, 30).to_value() == steps.to_value());
  const Schedule linear = parsed(Value::Table{{"start", 0.0}, {"end", 1.0}, {"epochs", 50}});
  CHECK(linear.at(1) == 0.0);
  CHECK(linear.at(26) == 0.5);
  CHECK(linear.at(51) == 1.0);
  CHECK(linear.at(500) == 1.0);
}

TEST_CASE("a schedule survives the round trip through a value") {
  for (const Value& form :
       {Value(0.5), Value(Value::Table{{"start", 1.0}, {"end", 0.5}, {"rate", 0.1}}),
        Value(Value::Table{{"start", 1.0}, {"factor", 0.5}, {"every", 3}}), Value(Value::Table{{"start", 1.0}, {"end", 2.0}, {"epochs", 3}})}) {
    CHECK(parsed(form).to_value() == form);
  }
}

TEST_CASE("malformed schedules say what is wrong") {
  CHECK(problem_of("fast").find("must be a number") == 0);
  CHECK(problem_of(Value::Table{{"start", 1.0}}).find("must be a number") == 0);
  CHECK(problem_of(Value::Table{{"start", 1.0}, {"end", 0.5}, {"rate", -1.0}}).find("never reaches") == 0);
  CHECK(problem_of(Value::Table{{"start", 1.0}, {"factor", 0.5}, {"every", 0}}).find("needs a whole number") == 0);
  CHECK(problem_of(Value::Table{{"start", "x"}, {"factor", 0.5}, {"every", 1}}).find("has a 'start' that is no number") == 0);
}
