#include <cmath>
#include <set>

#include "assay/options/field.hpp"
#include "contract.hpp"

using namespace contract;

namespace {

/// Sixty samples in three clusters of which two are pure; every fourth is for testing.
assay::MetricInputs clustering() {
  assay::MetricInputs inputs;
  inputs.clusters = 3;
  inputs.assignments = torch::arange(60).div(20, "floor");
  inputs.labels = inputs.assignments.clone();
  inputs.labels[59] = 1;
  assay::Stream noise = stream(3);
  inputs.features = noise.normal({60, 4}) + inputs.assignments.to(torch::kFloat32).unsqueeze(1) * 5.0;
  inputs.responsibilities = torch::softmax(torch::one_hot(inputs.assignments, 3) * 4.0 + noise.uniform({60, 3}), 1);
  inputs.split = torch::arange(60).remainder(4).eq(3).to(torch::kUInt8);
  inputs.probabilities = torch::one_hot(inputs.assignments, 3).to(torch::kFloat32);
  inputs.validation = torch::arange(0, 60, 5);
  return inputs;
}

}  // namespace

TEST_CASE("every dataset keeps its promises and gives the same samples twice") {
  for_each("dataset", [](const assay::CatalogEntry& entry, const Value& table) {
    const auto dataset = create<assay::Dataset>(table);
    assay::DatasetInfo info;
    try {
      info = dataset->info();
    } catch (const assay::DataError& error) {
      MESSAGE(entry.name << " is passed over: " << std::string(error.what()));
      return;
    }
    const auto first = dataset->load();
    const auto second = create<assay::Dataset>(table)->load();
    CHECK(first.x.sizes() == at::IntArrayRef({info.count, info.dimensions()}));
    CHECK((first.x.scalar_type() == torch::kFloat32));
    CHECK(first.x.is_contiguous());
    CHECK(finite(first.x));
    CHECK(torch::equal(first.x, second.x));
    if (info.lowest < info.highest) {
      CHECK(first.x.min().item<double>() >= info.lowest);
      CHECK(first.x.max().item<double>() <= info.highest);
    }
    CHECK(first.labels.defined() == (info.classes > 0));
    if (first.labels.defined()) {
      CHECK(torch::equal(first.labels, second.labels));
      CHECK(first.labels.sizes() == at::IntArrayRef({info.count}));
      CHECK(first.labels.min().item<std::int64_t>() >= 0);
      CHECK(first.labels.max().item<std::int64_t>() < info.classes);
    }
    CHECK((first.split.defined() ? first.split.sum().item<std::int64_t>() : 0) == info.test_count);
    CHECK((info.class_names.empty() || static_cast<std::int64_t>(info.class_names.size()) == info.classes));
  });
}

TEST_CASE("every metric gives one number per output within its range") {
  for_each("metric", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const auto metric = create<assay::Metric>(table);
    const auto outputs = metric->outputs();
    REQUIRE_FALSE(outputs.empty());
    std::set<std::string> names;
    for (const auto& output : outputs) {
      CHECK(assay::detail::is_snake_case(output.name.c_str()));
      CHECK_FALSE(output.help.empty());
      CHECK(names.insert(output.name).second);
    }
    const auto values = metric->evaluate(clustering());
    REQUIRE(values.size() == outputs.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      CAPTURE(outputs[i].name);
      CHECK(std::isfinite(values[i]));
      CHECK(values[i] >= outputs[i].lowest - 1e-9);
      CHECK(values[i] <= outputs[i].highest + 1e-9);
    }
    CHECK(metric->evaluate(clustering()) == values);
  });
}

TEST_CASE("every metric ignores how clusters are numbered and in which order samples come") {
  for_each("metric", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const auto metric = create<assay::Metric>(table);
    const auto values = metric->evaluate(clustering());
    assay::MetricInputs renumbered = clustering();
    renumbered.assignments = torch::remainder(renumbered.assignments + 1, 3);
    renumbered.responsibilities = renumbered.responsibilities.roll(1, 1);
    assay::MetricInputs reversed = clustering();
    reversed.assignments = reversed.assignments.flip({0});
    reversed.labels = reversed.labels.flip({0});
    reversed.features = reversed.features.flip({0});
    reversed.responsibilities = reversed.responsibilities.flip({0});
    reversed.split = reversed.split.flip({0});
    reversed.probabilities = reversed.probabilities.flip({0});
    reversed.validation = 59 - reversed.validation.flip({0});
    const auto after_renumbering = metric->evaluate(renumbered);
    const auto after_reversal = metric->evaluate(reversed);
    for (std::size_t i = 0; i < values.size(); ++i) {
      CAPTURE(i);
      CHECK(after_renumbering[i] == doctest::Approx(values[i]).epsilon(1e-6));
      CHECK(after_reversal[i] == doctest::Approx(values[i]).epsilon(1e-6));
    }
  });
}

TEST_CASE("clusters that equal the classes get the best value of every metric that reads labels") {
  for_each("metric", [](const assay::CatalogEntry& /*entry*/, const Value& table) {
    const auto metric = create<assay::Metric>(table);
    if (!metric->needs().labels) return;
    assay::MetricInputs inputs = clustering();
    inputs.labels = inputs.assignments;
    const auto outputs = metric->outputs();
    const auto values = metric->evaluate(inputs);
    for (std::size_t i = 0; i < values.size(); ++i) {
      CAPTURE(outputs[i].name);
      CHECK(values[i] == doctest::Approx(outputs[i].higher_is_better ? outputs[i].highest : outputs[i].lowest));
    }
  });
}
