#include <doctest/doctest.h>

#include <cmath>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "report/metric_names.hpp"
#include "report/result_table.hpp"
#include "report/table_format.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::report;

namespace {

struct SampleTable {
  explicit SampleTable(const std::vector<std::string>& metrics = {}) {
    run = record::load_run(test_support::make_sample_run(folder / "run"));
    table = make_result_table(run, {metrics, {}, {}});
  }
  test_support::TemporaryFolder folder;
  record::RunView run;
  ResultTable table;
};

}  // namespace

TEST_CASE("rows are arms at swept values and count their seeds") {
  const SampleTable sample;
  const ResultTable& table = sample.table;
  CHECK(table.metrics == std::vector<std::string>{"acc", "nmi"});
  REQUIRE(table.rows.size() == 4);
  const ResultRow& failed_one = table.rows[1];
  CHECK(table.axes == std::vector<std::string>{"arm", "latent.z.dim"});
  CHECK(table.pooled == std::vector<std::string>{"seed"});
  CHECK(failed_one.key == std::vector<std::string>{"proposed", "10"});
  CHECK(failed_one.done == 2);
  CHECK(failed_one.failed == 1);
  CHECK(failed_one.planned == 3);
  // Seeds 7 and 9 at dim 10: 0.58 and 0.60; deviation sqrt(2 · 0.01² / 1).
  CHECK(failed_one.cells[0].statistics.mean == doctest::Approx(0.59));
  CHECK(failed_one.cells[0].statistics.standard_deviation == doctest::Approx(0.01 * std::sqrt(2.0)));
  REQUIRE(failed_one.cells[0].published);
  CHECK(failed_one.cells[0].published->value == doctest::Approx(0.8575));
  CHECK_FALSE(failed_one.cells[1].published);
  CHECK_FALSE(table.rows[2].cells[0].published);
  CHECK(table.rows[2].uses_label_information);
  REQUIRE(table.failures.size() == 1);
  CHECK(table.failures[0].id == "t4");
}

TEST_CASE("the table as text") {
  CHECK(format_table(SampleTable().table, TableFormat::text) ==
        R"(Sample study

arm         latent.z.dim  trials  ACC (%)       published     NMI (%)
----------  ------------  ------  ------------  ------------  ------------
proposed    5             3 of 3  58.50 ± 1.00  85.75 ± 8.00  50.00 ± 0.00
proposed    10            2 of 3  59.00 ± 1.41  85.75 ± 8.00  50.00 ± 0.00
kmeans [1]  5             3 of 3  58.50 ± 1.00  -             50.00 ± 0.00
kmeans [1]  10            2 of 3  58.50 ± 0.71  -             50.00 ± 0.00

this run is not finished: of 12 trials 10 are done, 1 failed, 1 not ended yet
mean ± sample standard deviation over seeds
[1] an option was taken from the labels ("from_dataset")
failed and not counted in any mean: 1
  arm proposed, seed 8 (trial t4): the process ended by signal 6 [trial.crashed]
)");
}

TEST_CASE("the table as Markdown") {
  CHECK(format_table(SampleTable({"nmi", "silhouette"}).table, TableFormat::markdown) ==
        R"(**Sample study**

| arm | latent.z.dim | trials | NMI (%) | silhouette |
| --- | --- | --- | --- | --- |
| proposed | 5 | 3 of 3 | 50.00 ± 0.00 | - |
| proposed | 10 | 2 of 3 | 50.00 ± 0.00 | - |
| kmeans [1] | 5 | 3 of 3 | 50.00 ± 0.00 | - |
| kmeans [1] | 10 | 2 of 3 | 50.00 ± 0.00 | - |

- this run is not finished: of 12 trials 10 are done, 1 failed, 1 not ended yet
- mean ± sample standard deviation over seeds
- [1] an option was taken from the labels ("from_dataset")
- failed and not counted in any mean: 1
  - arm proposed, seed 8 (trial t4): the process ended by signal 6 [trial.crashed]
)");
}

TEST_CASE("the table as CSV holds fractions and empty fields") {
  const std::string text = format_table(SampleTable({"nmi", "silhouette"}).table, TableFormat::csv);
  CHECK(text.substr(0, text.find('\n')) ==
        "arm,latent.z.dim,trials_done,trials_failed,trials_stopped,trials_planned,uses_label_information,nmi_mean,nmi_std,nmi_median,nmi_best_oracle,"
        "nmi_n,"
        "silhouette_mean,silhouette_std,silhouette_median,silhouette_best_oracle,silhouette_n");
  CHECK(text.find("\nproposed,10,2,1,0,3,false,0.5,0,0.5,0.5,2,,,,,0\n") != std::string::npos);
  CHECK(text.find("\nkmeans,5,3,0,0,3,true,0.5,0,0.5,0.5,3,,,,,0\n") != std::string::npos);
}

TEST_CASE("the table as JSON is complete and has null for the unknown") {
  const Value value = parse_json(format_table(SampleTable({"acc", "silhouette"}).table, TableFormat::json));
  CHECK(value.at("done").integer() == 10);
  CHECK(value.at("planned").integer() == 12);
  CHECK(value.at("failures").array().at(0).at("code").string() == "trial.crashed");
  const Value& row = value.at("rows").array().at(1);
  CHECK(row.find_path("axes")->at("latent.z.dim").string() == "10");
  CHECK(row.find_path("metrics.acc.n")->integer() == 2);
  CHECK(row.find_path("metrics.acc.published")->real() == doctest::Approx(0.8575));
  CHECK(row.find_path("metrics.silhouette.mean")->is_null());
}

TEST_CASE("a metric that no trial measured is an error that names the nearest") {
  const SampleTable sample;
  try {
    make_result_table(sample.run, {{"acx"}, {}, {}});
    FAIL("expected an error");
  } catch (const SpecError& error) {
    CHECK(error.code() == "table.unknown-metric");
    CHECK(error.diagnostics().front().help == "did you mean 'acc'?");
  }
}

TEST_CASE("metrics come from the arguments then from the spec then from what was measured") {
  SampleTable sample;
  CHECK(make_result_table(sample.run, {{"silhouette"}, {}, {}}).metrics == std::vector<std::string>{"silhouette"});
  sample.run.manifest.table = Value();
  CHECK(make_result_table(sample.run, {}).metrics == std::vector<std::string>{"acc", "nmi", "silhouette"});
}

TEST_CASE("a cell with fewer numbers than finished trials says so and one number has no deviation") {
  SampleTable sample;
  sample.run.trials[0].final_metrics["acc"] = std::nan("");
  sample.run.trials[1].final_metrics["acc"] = std::nan("");
  const std::string text = format_table(make_result_table(sample.run, {{"acc"}, {}, {}}), TableFormat::text);
  CHECK(text.find("59.50 ± - (n=1)") != std::string::npos);
}

TEST_CASE("a run without a single finished trial has a table of dashes") {
  SampleTable sample;
  for (auto& trial : sample.run.trials) {
    trial.status = "pending";
    trial.final_metrics.clear();
  }
  const std::string text = format_table(make_result_table(sample.run, {}), TableFormat::text);
  CHECK(text.find("proposed    5             0 of 3  -        85.75 ± 8.00  -") != std::string::npos);
  CHECK(text.find("of 12 trials 0 are done, 0 failed, 12 not ended yet") != std::string::npos);
}

TEST_CASE("only accuracies and agreement indices are shown as percent") {
  CHECK(is_percentage("acc"));
  CHECK(is_percentage("majority_acc"));
  CHECK(is_percentage("exemplar_acc"));
  CHECK(is_percentage("ari"));
  CHECK(is_percentage("nmi_arithmetic"));
  CHECK(is_percentage("knn_error_3"));
  CHECK_FALSE(is_percentage("silhouette"));
  CHECK_FALSE(is_percentage("accuracy_loss"));
}

TEST_CASE("an unknown format names the known ones") {
  try {
    parse_table_format("jsn");
    FAIL("expected an error");
  } catch (const SpecError& error) {
    CHECK(error.code() == "table.unknown-format");
    CHECK(error.diagnostics().front().help == "did you mean 'json'?");
  }
}

namespace {

/// dec in two cases, kmeans in the first; acc = 0.5 + 0.1 case + 0.01 seed, seed 2 of the last case still to come.
struct CaseTable {
  CaseTable() {
    record::RunManifest& manifest = run.manifest;
    manifest.title = "Two cases";
    manifest.profile = "fast";
    manifest.arms = {"kmeans", "dec"};
    manifest.cases = {"mnist", "reuters10k"};
    manifest.axes = {"case"};
    manifest.table["metrics"] = Value::Array{"acc"};
    manifest.table["published"]["kmeans"]["mnist"]["acc"] = 53.24;
    manifest.table["published"]["dec"]["mnist"]["acc"] = 86.55;
    add("kmeans", 0);
    add("dec", 0);
    add("dec", 1);
    run.trials.back().status = "pending";
    run.trials.back().final_metrics.clear();
  }

  void add(const std::string& arm, std::size_t number) {
    for (const std::int64_t seed : {1, 2}) {
      record::TrialSummary trial;
      trial.id = "t" + std::to_string(run.trials.size());
      trial.arm = arm;
      trial.status = "done";
      trial.seed = seed;
      trial.axes["case"] = run.manifest.cases[number];
      trial.final_metrics["acc"] = 0.5 + 0.1 * static_cast<double>(number) + 0.01 * static_cast<double>(seed);
      run.trials.push_back(trial);
    }
  }

  record::RunView run;
};

}  // namespace

TEST_CASE("with cases the text has a line per arm and a group of columns per case") {
  CHECK(format_table(make_result_table(CaseTable().run, {}), TableFormat::text) ==
        R"(Two cases (profile fast)

                mnist                    reuters10k
arm     trials  ACC (%)       published  ACC (%)
------  ------  ------------  ---------  ---------------
kmeans  2 of 2  51.50 ± 0.71  53.24      -
dec     3 of 4  51.50 ± 0.71  86.55      61.00 ± - (n=1)

this run is not finished: of 6 trials 5 are done, 0 failed, 1 not ended yet
mean ± sample standard deviation over seeds
)");
}

TEST_CASE("with cases Markdown names the case in every heading and CSV and JSON have a line per case") {
  const ResultTable table = make_result_table(CaseTable().run, {});
  const std::string markdown = format_table(table, TableFormat::markdown);
  CHECK(markdown.find("| arm | trials | mnist ACC (%) | mnist published | reuters10k ACC (%) |\n") != std::string::npos);
  CHECK(markdown.find("| dec | 3 of 4 | 51.50 ± 0.71 | 86.55 | 61.00 ± - (n=1) |\n") != std::string::npos);
  const std::string csv = format_table(table, TableFormat::csv);
  CHECK(csv.substr(0, 21) == "arm,case,trials_done,");
  CHECK(csv.find("\ndec,reuters10k,1,0,0,2,false,") != std::string::npos);
  const Value json = parse_json(format_table(table, TableFormat::json));
  CHECK(json.at("rows").array().at(1).at("case") == Value("mnist"));
  CHECK(json.at("rows").array().at(1).find_path("metrics.acc.published")->real() == doctest::Approx(0.8655));
  CHECK(json.at("rows").array().at(2).find_path("metrics.acc.published") == nullptr);
}

TEST_CASE("a failed trial is named with its case") {
  CaseTable sample;
  sample.run.trials.back().status = "failed";
  sample.run.trials.back().error_code = "trial.crashed";
  sample.run.trials.back().error_text = "it crashed";
  const std::string text = format_table(make_result_table(sample.run, {}), TableFormat::text);
  CHECK(text.find("  arm dec, case reuters10k, seed 2 (trial t5): it crashed [trial.crashed]\n") != std::string::npos);
}
