#include <doctest/doctest.h>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "record/atomic_file.hpp"
#include "record/journal.hpp"
#include "report/page/html.hpp"
#include "report/page/page.hpp"
#include "report/page/page_files.hpp"
#include "support/page_run.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"
#include "support/text.hpp"

using namespace assay;
using namespace assay::report;
using test_support::contains;
using test_support::occurrences;

namespace {

constexpr const char* hostile = "</script><script>alert(1)</script> \"quoted\" 'single' <!-- & -->";

/// The data in the page, as its script reads them.
Value data_of(const std::string& page) {
  const std::string open = "<script type=\"application/json\" id=\"data\">";
  const auto begin = page.find(open) + open.size();
  return parse_json(page.substr(begin, page.find("</script>", begin) - begin));
}

std::string page_of_sample_run() {
  const test_support::TemporaryFolder folder;
  const auto run = record::load_run(test_support::make_sample_run(folder / "run"));
  return make_page(run, read_page_trials(run), {});
}

}  // namespace

TEST_CASE("the page tells of every trial, of failures, and that the run is not finished") {
  const std::string page = page_of_sample_run();
  for (int trial = 0; trial < 12; ++trial) CHECK(occurrences(page, fmt::format("id=\"trial-t{}\"", trial)) == 1);
  CHECK(contains(page, "<strong>12</strong> trials"));
  CHECK(contains(page, "<strong>10</strong> done"));
  CHECK(contains(page, "<strong>1</strong> failed"));
  CHECK(contains(page, "1 of 12 trials have not ended"));
  CHECK(contains(page, "Failed in baseline.kmeans, epoch 2: <code>[trial.crashed]</code>"));
  CHECK(contains(page, "the process ended by signal 6"));
  CHECK(contains(page, "größer als π"));  // an event
  CHECK(contains(page, "<strong>This run is not finished.</strong>"));
  CHECK(contains(page, "85.75 ± 8.00"));                                      // the published figure
  CHECK(contains(page, "[latent.z]\ndim = 10\nuse = &quot;gaussian&quot;"));  // the spec
  CHECK(contains(page, "0.1.0 (commit c70a7fb)"));
}

TEST_CASE("the same run gives the same bytes") { CHECK(page_of_sample_run() == page_of_sample_run()); }

TEST_CASE("the data of the page are JSON") {
  auto [run, trials] = test_support::page_run({"one", "two"}, 2, 3);
  const Value data = data_of(make_page(run, trials, {}));
  CHECK(data.at("settings").array().size() == 2);
  CHECK(data.at("series").array().size() == 3);
  for (const auto& series : data.at("series").array()) {
    for (const auto& curve : series.at("curves").array()) {
      const auto place = static_cast<std::size_t>(curve.at("index").integer());
      CHECK(curve.at("mean").array().size() == data.at("indices").array().at(place).array().size());
      CHECK(curve.at("deviation").array().size() == curve.at("mean").array().size());
    }
  }
}

TEST_CASE("no text of a run can become a part of the document") {
  auto [run, trials] = test_support::page_run({"one", hostile}, 2, 3);
  test_support::fail(run, trials, 1, std::string("broken: ") + hostile + "\nsecond line");
  run.manifest.title = hostile;
  run.manifest.study = hostile;
  run.manifest.command = hostile;
  trials[0].record->events = {{"2026-11-23T12:00:02Z", "warning", hostile, hostile}};
  trials[0].record->resolved["baseline"]["use"] = hostile;
  trials[0].record->resolved["dataset"]["use"] = hostile;
  trials[0].record->host = hostile;
  trials[0].record->plugins[0].name = hostile;
  trials[0].record->build["device"] = hostile;
  trials[0].record->series[0].columns[1].name = hostile;
  trials[0].record->series[0].columns[1].help = hostile;
  trials[0].record->stages = {{hostile, hostile, hostile, 1.0}};
  const std::string page =
      make_page(run, trials, {{hostile, hostile, {}, hostile}, {hostile, "curves", image_address("image/svg+xml", hostile), {}}});
  CHECK(occurrences(page, "<script") == 2);  // the data and the page's own script
  CHECK(occurrences(page, "</script") == 2);
  CHECK_FALSE(contains(page, "<!--"));
  CHECK_FALSE(contains(page, "\"quoted\""));
  const Value data = data_of(page);
  CHECK(data.at("settings").array().at(1).at("name").string() == hostile);
}

TEST_CASE("the page may use nothing but what is in it") {
  auto [run, trials] = test_support::page_run({"one"}, 1, 2);
  const std::string page = make_page(run, trials, {{"curves", "curves", image_address("image/png", "x"), {}}});
  CHECK(contains(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src " +
                           policy_source(page_css) + "; script-src " + policy_source(page_js) + "; base-uri 'none'; form-action 'none'\">"));
  CHECK(contains(page, "<style>" + std::string(page_css) + "</style>"));
  CHECK(contains(page, "<script>" + std::string(page_js) + "</script>"));
  for (const char* leads_out : {"src=\"http", "href=\"http", "src=\"//", "@import", "url(", "fetch(", "XMLHttpRequest", "import("}) {
    INFO(leads_out);
    CHECK_FALSE(contains(page, leads_out));
  }
  CHECK_FALSE(contains(page, " style=\""));  // the policy would not let it
  CHECK_FALSE(contains(page, " onclick"));
}

TEST_CASE("every link leads to a part of the page") {
  const std::string page = page_of_sample_run();
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
    const std::string target = page.substr(at + 7, page.find('"', at + 7) - at - 7);
    INFO(target);
    CHECK(occurrences(page, " id=\"" + target + "\"") == 1);
  }
}

TEST_CASE("figures are shown, or why they are not") {
  auto [run, trials] = test_support::page_run({"one"}, 1, 2);
  const std::string page = make_page(
      run, trials,
      {{"ranks", "critical_difference", {}, "there is no diagram [compare.no-ranks]"}, {"map", "confusion", "data:image/png;base64,Zm9v", {}}});
  CHECK(contains(page, "Not drawn: there is no diagram [compare.no-ranks]"));
  CHECK(contains(page, "<img src=\"data:image/png;base64,Zm9v\" alt=\"map: samples per cluster and class\">"));
}

TEST_CASE("a run without a trial that has ended has no page") {
  auto [run, trials] = test_support::page_run({"one"}, 1, 2);
  run.trials[0].status = "pending";
  try {
    make_page(run, trials, {});
    FAIL("expected an error");
  } catch (const DataError& error) {
    CHECK(error.code() == "report.no-trials");
  }
}

TEST_CASE("a run of which every trial failed has a page without curves") {
  auto [run, trials] = test_support::page_run({"one"}, 1, 2);
  test_support::fail(run, trials, 0, "it broke");
  const std::string page = make_page(run, trials, {});
  CHECK(contains(page, "it broke"));
  CHECK_FALSE(contains(page, "id=\"curves\""));
}

TEST_CASE("an unfinished trial shows how far it is") {
  const test_support::TemporaryFolder folder;
  const auto place = test_support::make_sample_run(folder / "run");
  record::JournalWriter journal(place.journal("t11"), 0);
  Value row = Value::Table{{"t", "row"}, {"cadence", "epoch"}, {"index", 17}, {"wall_s", 1.0}, {"values", Value::Table{{"loss.total", 2.0}}}};
  journal.append(row);
  journal.append(Value::Table{{"t", "event"}, {"utc", "2026-11-23T12:00:02Z"}, {"level", "info"}, {"code", "x.y"}, {"text", "half way"}});
  const auto run = record::load_run(place);
  const std::string page = make_page(run, read_page_trials(run), {});
  CHECK(contains(page, "<span class=\"badge running\">running</span> <span class=\"brief\">epoch 17</span>"));
  CHECK(contains(page, "half way"));
}

TEST_CASE("a trial file that cannot be read is a failed trial with that reason") {
  const test_support::TemporaryFolder folder;
  const auto place = test_support::make_sample_run(folder / "run");
  record::write_text_atomically(place.trial("t0"), "no HDF5");
  const auto run = record::load_run(place);
  const std::string page = make_page(run, read_page_trials(run), {});
  CHECK(contains(page, "<code>[h5.unreadable]</code>"));
}

TEST_CASE("the page of 100 long trials can be sent around") {
  std::vector<std::string> arms;
  for (int arm = 0; arm < 10; ++arm) arms.push_back(fmt::format("method_{}", arm));
  auto [run, trials] = test_support::page_run(arms, 10, 300);
  for (auto& trial : trials) {
    for (int i = 0; i < 7; ++i) {
      trial.record->series[0].columns.push_back(trial.record->series[0].columns[1]);
      trial.record->series[0].columns.back().name = fmt::format("evaluated_{}", i);
      trial.record->series[1].columns.push_back(trial.record->series[1].columns[0]);
      trial.record->series[1].columns.back().name = fmt::format("loss.term_{}", i);
    }
    for (int i = 0; i < 40; ++i) trial.record->resolved["encoder"][fmt::format("option_{}", i)] = trial.summary.arm;
    for (int i = 0; i < 12; ++i) {
      trial.summary.final_metrics[fmt::format("metric_{}", i)] = 0.123456;
      trial.record->plugins.push_back({"metric", fmt::format("metric_{}", i), "0.1.0", "/usr/lib/assay/plugins/metric.so", std::string(64, 'd')});
    }
    trial.record->events.assign(30, {"2026-11-23T12:00:02Z", "warning", "train.clipped", "the gradient's norm was above the limit in this epoch"});
  }
  for (std::size_t i = 0; i < trials.size(); ++i) run.trials[i] = trials[i].summary;
  const std::string page = make_page(run, trials, {});
  CHECK(page.size() < std::size_t{5} * 1024 * 1024);
}
