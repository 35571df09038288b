#include "contract.hpp"

using namespace contract;

TEST_CASE("no plugin of the tree is refused") {
  for (const auto& rejected : registry().catalog().rejected) FAIL_CHECK(rejected.library << ": " << rejected.reason);
}

TEST_CASE("every component has a summary and help and defaults that fit its own schema") {
  for (const auto& entry : registry().catalog().entries) {
    const std::string what = entry.kind + " '" + entry.name + "'";
    CAPTURE(what);
    CHECK_FALSE(entry.summary.empty());
    Value::Table defaults;
    for (const auto& field : entry.schema.fields) {
      CHECK_FALSE(field.help.empty());
      if (!field.required) defaults[field.key] = field.default_value;
    }
    for (const auto& issue : assay::check_options(entry.schema, defaults)) {
      CHECK_MESSAGE(issue.code == "spec.missing-option", issue.key << " " << issue.message);
    }
  }
}

TEST_CASE("every component refuses an option it does not have") {
  for (const auto& kind : assay::plugin_kinds()) {
    for (const auto& entry : registry().catalog().entries) {
      if (entry.kind != kind) continue;
      const std::string what = entry.kind + " '" + entry.name + "'";
      CAPTURE(what);
      const Value table = Value::Table{{"use", entry.name}, {"no_such_option", 1}};
      if (kind == "dataset") CHECK_THROWS_AS(create<assay::Dataset>(table), assay::SpecError);
      if (kind == "encoder") CHECK_THROWS_AS(create<assay::Encoder>(table), assay::SpecError);
      if (kind == "latent") CHECK_THROWS_AS(create<assay::Latent>(table), assay::SpecError);
      if (kind == "loss") CHECK_THROWS_AS(create<assay::Loss>(table), assay::SpecError);
      if (kind == "baseline") CHECK_THROWS_AS(create<assay::Baseline>(table), assay::SpecError);
      if (kind == "metric") CHECK_THROWS_AS(create<assay::Metric>(table), assay::SpecError);
    }
  }
}
