#include "spec/source.hpp"

#include <string>

#include <doctest/doctest.h>

using assay::SpecError;
using assay::Value;
using assay::spec::Node;
using assay::spec::parse_literal;
using assay::spec::parse_source;

namespace {

Value literal(const std::string& text) { return parse_literal(text, {"--set", 0, 0, 1}).to_value(); }

std::string code_of(const std::string& text) {
  try {
    parse_source({"spec.toml", text});
  } catch (const SpecError& error) {
    return error.code();
  }
  return {};
}

}  // namespace

TEST_CASE("every value and key knows its line and column and length") {
  const Node root = parse_source({"a.toml", "schema = 1\n[latent.z]\n  dim = 1000\nuse=\"gaussian\"\n"});
  const auto* dim = root.find("latent")->find("z")->entry("dim");
  REQUIRE(dim != nullptr);
  CHECK(dim->key_origin.file == "a.toml");
  CHECK(dim->key_origin.line == 3);
  CHECK(dim->key_origin.column == 3);
  CHECK(dim->key_origin.length == 3);
  CHECK(dim->value.origin.line == 3);
  CHECK(dim->value.origin.column == 9);
  CHECK(dim->value.origin.length == 4);
  const auto& use = *root.find("latent")->find("z")->find("use");
  CHECK(use.origin.column == 5);
  CHECK(use.origin.length == 10);
}

TEST_CASE("keys keep the order of the file") {
  const Node root = parse_source({"a.toml", "zebra = 1\napple = { y = 1, x = 2 }\n[middle]\n"});
  CHECK(root.keys() == std::vector<std::string>{"zebra", "apple", "middle"});
  CHECK(root.find("apple")->keys() == std::vector<std::string>{"y", "x"});
}

TEST_CASE("values of the command line are TOML literals or bare words") {
  CHECK(literal("3") == Value(3));
  CHECK(literal("1e-3") == Value(1e-3));
  CHECK(literal("true") == Value(true));
  CHECK(literal("adam") == Value("adam"));
  CHECK(literal("\"3\"") == Value("3"));
  CHECK(literal("../data/x.idx") == Value("../data/x.idx"));
  CHECK(literal("[1, 2]") == Value(Value::Array{1, 2}));
  CHECK(literal("{ start = 1.0, end = 0.5, rate = 0.1 }").at("rate") == Value(0.1));
  CHECK(literal("1\nother = 2") == Value("1\nother = 2"));
  CHECK(literal("") == Value(""));
  CHECK_THROWS_AS(literal("[1, 2"), SpecError);
  CHECK_THROWS_AS(literal("\"open"), SpecError);
}

TEST_CASE("the guard against deep nesting leaves ordinary text alone") {
  CHECK(code_of("a = \"" + std::string(500, '[') + "\"\n").empty());
  CHECK(code_of("# " + std::string(500, '[') + "\na = 1\n").empty());
  CHECK(code_of("a = '''\n" + std::string(500, '{') + " \" '''\n").empty());
  CHECK(code_of("a = \"\"\"\n\\\"\"\\\" " + std::string(500, '.') + "\"\"\"\n").empty());
  std::string numbers = "a = [";
  for (int i = 0; i < 500; ++i) numbers += "1.5, ";
  CHECK(code_of(numbers + "]\n").empty());
  std::string tables;
  for (int i = 0; i < 500; ++i) tables += "[[a.b]]\nx = 1\n";
  CHECK(code_of(tables).empty());
}
