#include <doctest/doctest.h>

#include <cstdint>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "report/table_format.hpp"
#include "support/swept_run.hpp"

using namespace assay;
using namespace assay::report;

namespace {

std::string code_of(const TableRequest& request) {
  try {
    make_result_table(test_support::swept_run(), request);
  } catch (const SpecError& error) {
    return error.code() + ": " + error.diagnostics().front().help;
  }
  return {};
}

std::string text(const TableRequest& request, const std::vector<Shown>& shown = {Shown::mean}) {
  return format_table(make_result_table(test_support::swept_run(), request), TableFormat::text, shown);
}

}  // namespace

TEST_CASE("swept values as groups of columns") {
  CHECK(text({{}, {"case", "arm"}, {"loss.x.weight"}}) == R"(Swept

                     loss.x.weight = 1  loss.x.weight = 9
case  arm    trials  ACC (%)            ACC (%)
----  -----  ------  -----------------  -----------------
a     dec_1  6 of 6  7.00 ± 1.00        47.00 ± 1.00
a     idec   6 of 6  17.00 ± 1.00       57.00 ± 1.00
b     dec_1  6 of 6  7.00 ± 1.00        47.00 ± 1.00
b     idec   6 of 6  17.00 ± 1.00       57.00 ± 1.00

mean ± sample standard deviation over seeds
)");
}

TEST_CASE("several column axes are named together and seeds can be one") {
  const std::string shown = text({{}, {"arm"}, {"case", "seed"}});
  CHECK(shown.find("a, seed = 1 ") != std::string::npos);
  CHECK(shown.find("mean ± sample standard deviation over loss.x.weight\n") != std::string::npos);
  // dec_1 with seed 1: 0.06 and 0.46.
  CHECK(shown.find("26.00 ± 28.28") != std::string::npos);
}

TEST_CASE("a table over every axis has single numbers") {
  const std::string shown = text({{}, {"seed"}, {"arm", "case", "loss.x.weight"}});
  CHECK(shown.find("\n1     8 of 8  6.00 ") != std::string::npos);
  CHECK(shown.find("±") == std::string::npos);
}

TEST_CASE("axes that are named nowhere are pooled and the table says so") {
  const auto table = make_result_table(test_support::swept_run(), {{}, {"arm"}, {"loss.x.weight"}});
  CHECK(table.pooled == std::vector<std::string>{"case", "seed"});
  CHECK(table.rows.at(0).cells.at(0).statistics.count == 6);
  CHECK(format_table(table, TableFormat::text).find("over case, seeds\n") != std::string::npos);
  CHECK(format_table(table, TableFormat::text, {Shown::median}).find("\ntaken over case, seeds\n") != std::string::npos);
}

TEST_CASE("cases stay columns when only the rows are named and rows when only the columns are") {
  CHECK(make_result_table(test_support::swept_run(), {{}, {"arm"}, {}}).column_axes == std::vector<std::string>{"case"});
  CHECK(make_result_table(test_support::swept_run(), {{}, {"case"}, {}}).column_axes.empty());
  CHECK(make_result_table(test_support::swept_run(), {{}, {}, {"arm"}}).row_axes == std::vector<std::string>{"case", "loss.x.weight"});
}

TEST_CASE("a published figure stands only beside numbers of one arm and case") {
  auto run = test_support::swept_run();
  run.manifest.table["published"]["idec"]["a"]["acc"] = 88.0;
  CHECK(make_result_table(run, {{}, {"arm"}, {"case"}}).rows.at(2).cells.at(0).published->value == doctest::Approx(0.88));
  for (const auto& row : make_result_table(run, {{}, {"arm"}, {"seed"}}).rows) CHECK_FALSE(row.cells.at(0).published);
}

TEST_CASE("median, best and n stand beside the mean and the best is marked as an oracle") {
  CHECK(text({{}, {"arm"}, {"loss.x.weight"}}, {Shown::mean, Shown::median, Shown::best, Shown::count}) == R"(Swept

                 loss.x.weight = 1                                       loss.x.weight = 9
arm    trials    ACC (%)            ACC (%) median  ACC (%) best [2]  n  ACC (%)            ACC (%) median  ACC (%) best [2]  n
-----  --------  -----------------  --------------  ----------------  -  -----------------  --------------  ----------------  -
dec_1  12 of 12  7.00 ± 0.89        7.00            8.00              6  47.00 ± 0.89       47.00           48.00             6
idec   12 of 12  17.00 ± 0.89       17.00           18.00             6  57.00 ± 0.89       57.00           58.00             6

mean ± sample standard deviation over case, seeds
[2] oracle: chosen with labels among the trials, which no method can do without them
)");
}

TEST_CASE("the best of an error is the lowest") {
  auto run = test_support::swept_run();
  for (auto& trial : run.trials) trial.final_metrics["knn_error_3"] = 0.1 * static_cast<double>(trial.seed);
  CHECK(make_result_table(run, {{"acc"}, {}, {}}).rows.at(0).cells.at(0).best == doctest::Approx(0.08));
  CHECK(make_result_table(run, {{"knn_error_3"}, {}, {}}).rows.at(0).cells.at(0).best == doctest::Approx(0.1));
}

TEST_CASE("the table as LaTeX escapes what LaTeX would read") {
  auto run = test_support::swept_run();
  run.manifest.title = "50% of α_1";
  run.manifest.table["published"]["idec"]["a"]["acc"] = 88.0;
  run.trials.at(0).uses_label_information = true;
  CHECK(format_table(make_result_table(run, {{}, {"arm"}, {"case"}}), TableFormat::latex) == R"(\begin{table}
  \centering
  \caption{50\% of $\alpha$\_1}
  \begin{tabular}{lrrrr}
    \toprule
     &  & \multicolumn{2}{c}{a} & \multicolumn{1}{c}{b} \\
    \cmidrule(lr){3-4}\cmidrule(lr){5-5}
    arm & trials & ACC (\%) & published & ACC (\%) \\
    \midrule
    dec\_1 {[}1{]} & 12 of 12 & 27.00 $\pm$ 21.93 & -- & 27.00 $\pm$ 21.93 \\
    idec & 12 of 12 & 37.00 $\pm$ 21.93 & 88.00 & 37.00 $\pm$ 21.93 \\
    \bottomrule
  \end{tabular}

  \smallskip\footnotesize
  mean $\pm$ sample standard deviation over loss.x.weight, seeds\par
  {[}1{]} an option was taken from the labels ("from\_dataset")\par
\end{table}
)");
}

TEST_CASE("a pivot as CSV and JSON keeps the order of axes and says only what it holds") {
  const auto table = make_result_table(test_support::swept_run(), {{}, {"seed"}, {"arm"}});
  CHECK(format_table(table, TableFormat::csv).substr(0, 21) == "arm,seed,trials_done,");
  const Value json = parse_json(format_table(table, TableFormat::json));
  CHECK(json.at("schema").integer() == 1);
  const Value& row = json.at("rows").array().at(0);
  CHECK(row.at("seed").integer() == 1);
  CHECK(row.at("arm").string() == "dec_1");
  CHECK(row.find("case") == nullptr);
  CHECK(row.find_path("metrics.acc.best_oracle")->real() == doctest::Approx(0.46));
}

TEST_CASE("unknown and repeated axes and statistics are errors") {
  CHECK(code_of({{}, {"am"}, {}}) == "table.unknown-axis: did you mean 'arm'?");
  CHECK(code_of({{}, {"arm"}, {"arm"}}) == "table.repeated-axis: name each axis once, in the rows or in the columns");
  CHECK(parse_shown("n") == Shown::count);
  try {
    parse_shown("bst");
    FAIL("expected an error");
  } catch (const SpecError& error) {
    CHECK(error.code() == "table.unknown-show");
    CHECK(error.diagnostics().front().help == "did you mean 'best'?");
  }
}
