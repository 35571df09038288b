#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include <toml++/toml.h>

#include "assay/core/error.hpp"
#include "record/toml_writer.hpp"
#include "support/sample_record.hpp"

using namespace assay;
using assay::record::to_toml;

namespace {

/// The tree that toml++ reads: an independent reader of what we write.
Value from_toml(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    Value::Table members;
    for (const auto& entry : *table) members.emplace(std::string(entry.first.str()), from_toml(entry.second));
    return {members};
  }
  if (const auto* array = node.as_array()) {
    Value::Array items;
    for (const auto& item : *array) items.push_back(from_toml(item));
    return {items};
  }
  if (const auto* text = node.as_string()) return {text->get()};
  if (const auto* integer = node.as_integer()) return {std::int64_t{integer->get()}};
  if (const auto* flag = node.as_boolean()) return {flag->get()};
  return {node.as_floating_point()->get()};
}

Value round_trip(const Value& value) { return from_toml(toml::parse(to_toml(value))); }

}  // namespace

TEST_CASE("a spec as TOML has plain values first then tables then lists of tables") {
  Value spec;
  spec["train"]["lr"] = 1e-3;
  spec["train"]["epochs"] = 10;
  spec["a key"] = true;
  Value loss;
  loss["use"] = "bce";
  loss["weight"] = 1.0;
  spec["loss"] = Value::Array{loss, loss};
  CHECK(to_toml(spec) ==
        "\"a key\" = true\n"
        "\n[[loss]]\nuse = \"bce\"\nweight = 1.0\n"
        "\n[[loss]]\nuse = \"bce\"\nweight = 1.0\n"
        "\n[train]\nepochs = 10\nlr = 0.001\n");
}

TEST_CASE("what is written as TOML reads back equal") {
  const Value resolved = test_support::sample_record().resolved;
  CHECK(round_trip(resolved) == resolved);

  Value odd;
  odd["text"] = std::string("quotes \" backslash \\ line\nend tab\t bell\x07 delete\x7f größe");
  odd[""] = "empty key";
  odd["with.dot"]["and \"quote\""] = std::numeric_limits<std::int64_t>::min();
  odd["numbers"] = Value::Array{1.0, 1e300, -0.1, 5e-324, 123456789.0, 1e22, std::numeric_limits<double>::infinity()};
  odd["mixed"] = Value::Array{1, "two", true, Value::Array{}, Value::Array{Value::Array{3}}};
  odd["empty_table"] = Value::Table{};
  odd["empty_list"] = Value::Array{};
  Value inner;
  inner["deep"]["deeper"]["leaf"] = Value::Array{Value::Table{{"x", 1}}, 2};
  odd["list"] = Value::Array{inner, Value::Table{}};
  CHECK(round_trip(odd) == odd);
}

TEST_CASE("NaN is written as TOML writes it and null is left out") {
  Value value;
  value["missing"] = std::nan("");
  value["nothing"] = Value();
  CHECK(to_toml(value) == "missing = nan\n");
}

TEST_CASE("what TOML cannot say is an error") {
  CHECK_THROWS_AS(to_toml(Value(3)), InternalError);
  Value value;
  value["list"] = Value::Array{Value()};
  CHECK_THROWS_AS(to_toml(value), InternalError);
  CHECK(to_toml(Value()).empty());
}
