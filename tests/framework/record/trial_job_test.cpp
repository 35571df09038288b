#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "record/trial_job.hpp"
#include "support/sample_record.hpp"

using namespace assay;
using namespace assay::record;

TEST_CASE("a job survives its way through JSON with all provenance and no measurements") {
  TrialJob job;
  job.folder.root = "runs/sample";
  job.device = "cuda:1";
  job.data_roots = {"data", "more data"};
  job.run_options["threads"] = 2;
  job.provenance = test_support::sample_record();
  const TrialJob back = TrialJob::from_value(parse_json(to_json(job.to_value())));
  CHECK(back.to_value() == job.to_value());
  CHECK(back.folder.root == "runs/sample");
  CHECK(back.device == "cuda:1");
  CHECK(back.data_roots == job.data_roots);
  CHECK(back.run_options.at("threads").integer() == 2);
  CHECK(back.id() == "00112233aabbccdd");
  CHECK(back.provenance.seed == 7);
  CHECK(back.provenance.profile == "fast");
  CHECK(back.provenance.resolved == job.provenance.resolved);
  CHECK(back.provenance.sources.at(1).path == "parts/größe.toml");
  CHECK(back.provenance.plugins.at(0).name == "gaussian");
  CHECK(back.provenance.data_files.at(0).bytes == 9912422);
  CHECK(back.provenance.build == job.provenance.build);
  CHECK(back.provenance.uses_label_information);
  CHECK(back.provenance.series.empty());
  CHECK(back.provenance.weights.empty());
}

TEST_CASE("an incomplete job is refused") {
  Value value = TrialJob().to_value();
  value.table().erase("device");
  CHECK_THROWS_AS(TrialJob::from_value(value), InternalError);
}
