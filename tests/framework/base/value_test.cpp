#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "assay/core/value.hpp"

using assay::Value;

TEST_CASE("a value knows its type and refuses the others") {
  const Value integer(3);
  CHECK(integer.is_integer());
  CHECK(integer.real() == 3.0);
  CHECK_THROWS_AS(static_cast<void>(integer.string()), assay::InternalError);
  CHECK_THROWS_AS(static_cast<void>(Value(2.5).integer()), assay::InternalError);
  CHECK(std::string(Value().type_name()) == "nothing");
  CHECK(std::string(Value("x").type_name()) == "string");
}

TEST_CASE("a string literal does not become a boolean") { CHECK(Value("text").is_string()); }

TEST_CASE("dotted paths find members at any depth and nothing else") {
  Value root;
  root["train"]["lr"] = 0.5;
  root["name"] = "x";
  REQUIRE(root.find_path("train.lr") != nullptr);
  CHECK(root.find_path("train.lr")->real() == 0.5);
  CHECK(root.find_path("train.epochs") == nullptr);
  CHECK(root.find_path("name.first") == nullptr);
  CHECK(root.find_path("") == nullptr);
  CHECK_THROWS_AS(static_cast<void>(root.at("missing")), assay::InternalError);
}

TEST_CASE("equality looks at type and content") {
  CHECK(Value(1) != Value(1.0));
  CHECK(Value(Value::Table{{"a", 1}, {"b", 2}}) == Value(Value::Table{{"b", 2}, {"a", 1}}));
  CHECK(Value(Value::Array{1, 2}) != Value(Value::Array{2, 1}));
}
