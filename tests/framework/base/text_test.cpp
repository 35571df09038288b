#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "assay/core/error.hpp"
#include "base/catalog.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "base/settings.hpp"
#include "base/sha256.hpp"
#include "base/suggest.hpp"

using assay::Value;

TEST_CASE("edit distance counts swaps once and folds case and dashes") {
  CHECK(assay::edit_distance("kitten", "sitting") == 3);
  CHECK(assay::edit_distance("gaussain", "gaussian") == 1);
  CHECK(assay::edit_distance("Batch-Size", "batch_size") == 0);
  CHECK(assay::edit_distance("", "abc") == 3);
}

TEST_CASE("suggestions stay within a third of the name") {
  CHECK(assay::nearest("dims", {"dim", "items", "dimension"}) == std::vector<std::string>{"dim"});
  CHECK(assay::nearest("ab", {"cd", "xy"}).empty());
  CHECK(assay::nearest("epoch", {"epochs", "epoc", "epic", "eporh"}).size() == 3);
  CHECK(assay::did_you_mean("nmj", {"nmi", "ari"}) == "did you mean 'nmi'?");
  CHECK(assay::did_you_mean("something", {"else"}).empty());
}

TEST_CASE("JSON round trips exactly and sorts its keys") {
  const Value value = Value::Table{{"b", 0.1}, {"a", Value::Array{1, "x", true, Value()}}, {"c", 1e300}};
  CHECK(assay::to_json(value) == R"({"a":[1,"x",true,null],"b":0.1,"c":1e+300})");
  CHECK(assay::parse_json(assay::to_json(value)) == value);
  const double awkward = 0.1 + 0.2;
  CHECK(assay::parse_json(assay::to_json(Value(awkward))).real() == awkward);
}

TEST_CASE("numbers that JSON has no form for survive") {
  CHECK(std::isnan(assay::json_number(assay::parse_json(assay::to_json(Value(std::nan("")))))));
  CHECK(assay::json_number(assay::parse_json(assay::to_json(Value(-HUGE_VAL)))) == -HUGE_VAL);
}

TEST_CASE("broken and hostile JSON is refused with a code") {
  for (const std::string& text : {std::string("{"), std::string("[1,]"), std::string("nul"), std::string(100000, '[')}) {
    try {
      static_cast<void>(assay::parse_json(text));
      FAIL("nothing was thrown");
    } catch (const assay::InternalError& error) {
      CHECK(error.code() == "json.invalid");
    }
  }
}

TEST_CASE("SHA-256 gives the published test vectors") {
  CHECK(assay::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(assay::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK_THROWS_AS(assay::sha256_file("/nonexistent/file"), assay::DataError);
}

TEST_CASE("a diagnostic shows place and excerpt and caret and advice") {
  assay::Diagnostic diagnostic;
  diagnostic.code = "spec.unknown-option";
  diagnostic.message = "latent 'gaussian' has no option 'dims'";
  diagnostic.origin = {"spec.toml", 9, 1, 4};
  diagnostic.help = "did you mean 'dim'?";
  diagnostic.notes = {"options are: dim, logvar_floor"};
  const auto lines = [](const std::string& /*file*/, int line) { return line == 9 ? std::optional<std::string>("dims = 10") : std::nullopt; };
  CHECK(assay::render(diagnostic, lines) ==
        "spec.toml:9:1: error: latent 'gaussian' has no option 'dims' [spec.unknown-option]\n"
        "    9 | dims = 10\n"
        "      | ^^^^\n"
        "  help: did you mean 'dim'?\n"
        "  note: options are: dim, logvar_floor\n");
}

TEST_CASE("long lines and carets past the end do not break an excerpt") {
  assay::Diagnostic diagnostic;
  diagnostic.code = "x.y";
  diagnostic.message = "m";
  diagnostic.origin = {"f", 1, 5000, 300};
  const auto lines = [](const std::string& /*file*/, int /*line*/) { return std::optional<std::string>(std::string(9000, 'a')); };
  CHECK(assay::render(diagnostic, lines).size() < 300);
}

TEST_CASE("at most twenty diagnostics are shown and the rest is counted") {
  const assay::SpecError error(std::vector<assay::Diagnostic>(23, assay::Diagnostic{"x.y", "m", {}, {}, {}}));
  const std::string text = assay::render(error, nullptr);
  CHECK(text.find("and 3 more errors") != std::string::npos);
  CHECK(assay::exit_status(error.category()) == 2);
}

TEST_CASE("the catalogue survives the trip through JSON") {
  assay::Catalog catalog;
  catalog.entries = assay::builtin_entries();
  catalog.rejected.push_back({"a.so", "plugin.stamp-mismatch", "differs", {"torch | 2.1 | 1.13"}});
  catalog.stamp = "torch=1.13.1\n";
  const Value once = catalog.to_value();
  CHECK(assay::Catalog::from_value(assay::parse_json(assay::to_json(once))).to_value() == once);
  REQUIRE(catalog.find("optimizer", "adam") != nullptr);
  CHECK(catalog.names("optimizer") == std::vector<std::string>{"adam", "sgd"});
  CHECK(catalog.kinds_with("sgd") == std::vector<std::string>{"optimizer"});
}
