#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "base/json.hpp"
#include "report/csv.hpp"
#include "report/export.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::report;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("CSV fields are quoted only where they must be") {
  CHECK(csv_line({"a", "b,c", "say \"hi\"", "two\nlines", ""}) == "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\n");
  CHECK(csv_line({}) == "\n");
  CHECK(csv_number(0.1) == "0.1");
  CHECK(csv_number(std::nan("")).empty());
  CHECK(csv_number(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("trials are exported as one CSV line each") {
  const test_support::TemporaryFolder folder;
  const auto run = record::load_run(test_support::make_sample_run(folder / "run"));
  std::ostringstream out;
  export_trials(run, ExportFormat::csv, out);
  const auto lines = lines_of(out.str());
  REQUIRE(lines.size() == 13);
  CHECK(lines[0] ==
        "trial,arm,seed,latent.z.dim,status,finished_utc,wall_s,peak_memory_bytes,uses_label_information,error_code,error_text,final.acc,final.nmi,"
        "final.silhouette");
  CHECK(lines[1] == "t0,proposed,7,5,done,2026-11-23T12:00:09Z,8.5,123456789,false,,,0.5750000000000001,0.5,");
  CHECK(lines[5] == "t4,proposed,8,10,failed,2026-11-23T12:00:09Z,8.5,123456789,false,trial.crashed,the process ended by signal 6,,,");
  CHECK(lines[12] == "t11,kmeans,9,10,pending,,,,false,,,,,");
}

TEST_CASE("trials are exported as JSON objects with null for the unknown") {
  const test_support::TemporaryFolder folder;
  const auto run = record::load_run(test_support::make_sample_run(folder / "run"));
  std::ostringstream out;
  export_trials(run, ExportFormat::json, out);
  const Value value = parse_json(out.str());
  REQUIRE(value.array().size() == 12);
  CHECK(value.array()[3].at("latent.z.dim").integer() == 10);
  CHECK(value.array()[0].at("final.nmi").real() == 0.5);
  CHECK(value.array()[11].at("wall_s").is_null());
}

TEST_CASE("series are exported one value per line without the missing ones") {
  const test_support::TemporaryFolder folder;
  const auto run = record::load_run(test_support::make_sample_run(folder / "run"));
  std::ostringstream out;
  std::ostringstream err;
  export_series(run, ExportFormat::csv, out, err);
  const auto lines = lines_of(out.str());
  CHECK(lines[0] == "trial,arm,seed,latent.z.dim,cadence,index,wall_s,series,value");
  CHECK(lines[1] == "t0,proposed,7,5,epoch,1,0.5,loss.total,3");
  CHECK(lines[2] == "t0,proposed,7,5,epoch,1,0.5,latent.kl,0.125");
  CHECK(lines[3] == "t0,proposed,7,5,epoch,2,1,loss.total,2.5");
  CHECK(lines[4] == "t0,proposed,7,5,epoch,3,1.5,loss.total,2.25");
  CHECK(lines[6] == "t0,proposed,7,5,eval,3,1.5,acc,0.75");
  // Eleven trial files with five values of the epochs and one of the evaluation.
  CHECK(lines.size() == 1 + 11 * 6);
  CHECK(err.str().empty());
}

TEST_CASE("a trial file that cannot be read is left out of the series with a warning") {
  const test_support::TemporaryFolder folder;
  const auto files = test_support::make_sample_run(folder / "run");
  test_support::write_bytes(files.trial("t0"), "damaged");
  std::ostringstream out;
  std::ostringstream err;
  export_series(record::load_run(files), ExportFormat::json, out, err);
  CHECK(parse_json(out.str()).array().size() == 10 * 6);
  CHECK(err.str().find("[h5.unreadable]") != std::string::npos);
}
