#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "train/make_optimizer.hpp"

using assay::Value;
using assay::train::make_optimizer;

TEST_CASE("an unknown optimizer is a spec error") {
  CHECK_THROWS_WITH_AS(make_optimizer(Value(Value::Table{{"use", "adan"}}), {}), doctest::Contains("there is no optimizer 'adan'"), assay::SpecError);
  CHECK_THROWS_AS(make_optimizer(Value(Value::Table{{"use", "sgd"}, {"nesterov", true}}), {}), assay::SpecError);
}
