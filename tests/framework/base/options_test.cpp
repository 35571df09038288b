#include <doctest/doctest.h>

#include <limits>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"

using assay::Value;

namespace {

struct Options {
  std::int64_t dim = 10;
  double rate = 0.5;
  std::string mode = "soft";
  std::vector<std::int64_t> hidden{500, 500};
  assay::Schedule temperature = assay::Schedule::exponential(1.0, 0.5, 0.1);
  std::int64_t classes = 10;
  bool bias = true;

  static constexpr auto fields = assay::fields(
      assay::field("dim", &Options::dim, "width").in(1, 4096), assay::field("rate", &Options::rate, "a rate").above(0.0),
      assay::field("mode", &Options::mode, "how").one_of("soft", "hard"), assay::field("hidden", &Options::hidden, "widths").at_least(1),
      assay::field("temperature", &Options::temperature, "softness").above(0.0),
      assay::field("classes", &Options::classes, "groups").in(2, 100).derivable("classes"), assay::field("bias", &Options::bias, "add a bias"),
      assay::removed("width", "use 'dim'"));
};

struct Required {
  std::string path;
  static constexpr auto fields = assay::fields(assay::field("path", &Required::path, "the file").required());
};

std::vector<assay::OptionIssue> issues_of(Value::Table table) { return assay::check_options(assay::schema_of<Options>(), Value(std::move(table))); }

assay::OptionIssue only_issue(Value::Table table) {
  const auto issues = issues_of(std::move(table));
  REQUIRE(issues.size() == 1);
  return issues.front();
}

}  // namespace

TEST_CASE("defaults come from the struct and given values replace them") {
  const auto options = assay::parse_options<Options>(Value::Table{{"dim", 3}, {"rate", 2}});
  CHECK(options.dim == 3);
  CHECK(options.rate == 2.0);
  CHECK(options.hidden == std::vector<std::int64_t>{500, 500});
  CHECK(options.temperature.at(1000) == 0.5);
}

TEST_CASE("with_defaults completes a table and widens whole numbers where reals are declared") {
  const Value complete = assay::with_defaults(assay::schema_of<Options>(), Value::Table{{"rate", 2}, {"temperature", 1}});
  CHECK(complete.at("rate").is_real());
  CHECK(complete.at("temperature").is_real());
  CHECK(complete.at("dim") == Value(10));
  CHECK(complete.table().size() == 7);
}

TEST_CASE("an unknown option is named with the nearest known one and all alternatives") {
  const auto issue = only_issue({{"dims", 3}});
  CHECK(issue.code == "spec.unknown-option");
  CHECK(issue.message == "has no option 'dims'");
  CHECK(issue.help == "did you mean 'dim'?");
  REQUIRE(issue.notes.size() == 1);
  CHECK(issue.notes.front() == "options are: dim, rate, mode, hidden, temperature, classes, bias");
}

TEST_CASE("a removed option says what to write instead") {
  const auto issue = only_issue({{"width", 3}});
  CHECK(issue.code == "spec.removed-option");
  CHECK(issue.help == "use 'dim'");
}

TEST_CASE("wrong types are refused with what was found") {
  CHECK(only_issue({{"dim", 2.5}}).message == "wants a whole number for 'dim', found number 2.5");
  CHECK(only_issue({{"dim", "many"}}).message == "wants a whole number for 'dim', found string 'many'");
  CHECK(only_issue({{"bias", 1}}).code == "spec.wrong-type");
  CHECK(only_issue({{"hidden", Value::Array{1, "x"}}}).code == "spec.wrong-type");
  CHECK(only_issue({{"classes", "from_data"}}).code == "spec.wrong-type");
  CHECK(issues_of({{"classes", "from_dataset"}}).empty());
}

TEST_CASE("bounds hold for scalars and list members and schedules") {
  CHECK(only_issue({{"dim", 0}}).message == "wants 'dim' from 1 to 4096, found 0");
  CHECK(only_issue({{"rate", 0.0}}).message == "wants 'rate' above 0, found 0");
  CHECK(only_issue({{"hidden", Value::Array{5, 0}}}).code == "spec.out-of-range");
  CHECK(only_issue({{"temperature", Value::Table{{"start", 1.0}, {"end", 0.0}, {"rate", 1.0}}}}).code == "spec.out-of-range");
  CHECK(issues_of({{"temperature", Value::Table{{"start", 1.0}, {"factor", 0.5}, {"every", 10}}}}).empty());
  CHECK(only_issue({{"rate", std::numeric_limits<double>::quiet_NaN()}}).code == "spec.out-of-range");
  CHECK(only_issue({{"rate", std::numeric_limits<double>::infinity()}}).code == "spec.out-of-range");
}

TEST_CASE("an unknown choice lists the choices") {
  const auto issue = only_issue({{"mode", "sofft"}});
  CHECK(issue.code == "spec.unknown-choice");
  CHECK(issue.help == "did you mean 'soft'?");
  CHECK(issue.notes.front() == "choices are: soft, hard");
}

TEST_CASE("all issues are found at once and parse_options throws them together") {
  CHECK(issues_of({{"dim", 0}, {"mode", "x"}, {"what", 1}}).size() == 3);
  try {
    static_cast<void>(assay::parse_options<Options>(Value::Table{{"dim", 0}, {"what", 1}}));
    FAIL("nothing was thrown");
  } catch (const assay::SpecError& error) {
    CHECK(error.diagnostics().size() == 2);
  }
}

TEST_CASE("a required option has no default and must be given") {
  const auto issues = assay::check_options(assay::schema_of<Required>(), Value(Value::Table{}));
  REQUIRE(issues.size() == 1);
  CHECK(issues.front().code == "spec.missing-option");
  CHECK(issues.front().message == "needs the option 'path' (the file)");
}
