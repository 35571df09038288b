#pragma once

#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "record/trial_record.hpp"

namespace test_support {

namespace sample_parts {

inline assay::Value sample_spec() {
  assay::Value latent;
  latent["use"] = "gaussian";
  latent["dim"] = 10;
  assay::Value loss;
  loss["use"] = "bce";
  loss["weight"] = 1.0;
  assay::Value resolved;
  resolved["dataset"]["use"] = "glyphs";
  resolved["latent"]["z"] = latent;
  resolved["loss"] = assay::Value::Array{loss};
  resolved["train"]["lr"] = 1e-3;
  return resolved;
}

inline assay::record::Array with_dimensions(assay::record::Array array, std::vector<std::string> dimensions, const std::string& help) {
  array.dimensions = std::move(dimensions);
  array.help = help;
  return array;
}

inline void add_measurements(assay::record::TrialRecord& record) {
  assay::record::SeriesGroup epoch;
  epoch.cadence = "epoch";
  epoch.index = {1, 2, 3};
  epoch.wall_s = {0.5, 1.0, 1.5};
  epoch.columns.push_back({"loss.total", "objective per sample", "nat", {3.0, 2.5, 2.25}});
  epoch.columns.push_back({"latent.kl", "KL to the prior", "nat", {0.125, std::nan(""), 0.5}});
  assay::record::SeriesGroup eval;
  eval.cadence = "eval";
  eval.index = {3};
  eval.wall_s = {1.5};
  eval.columns.push_back({"acc", "clustering accuracy", "1", {0.75}});
  record.series = {epoch, eval};
  record.final_metrics = {{"acc", 0.75}, {"nmi", 0.5}, {"silhouette", std::nan("")}};

  record.artifacts.push_back(
      with_dimensions(assay::record::make_array("sample", std::vector<std::int64_t>{10, 20, 30, 40}), {"sample"}, "sample id"));
  record.artifacts.push_back(with_dimensions(assay::record::make_array("assignment", std::vector<std::int64_t>{0, 1, 1, 2}), {"sample"}, "cluster"));
  std::vector<float> embedding(8);
  std::iota(embedding.begin(), embedding.end(), 0.0F);
  record.artifacts.push_back(
      with_dimensions(assay::record::make_array("embedding/epoch_0003", std::move(embedding), {4, 2}), {"sample", "feature"}, "features"));
  record.weights.push_back(assay::record::make_array("encoder/layer0.weight", std::vector<float>{1, 2, 3, 4, 5, 6}, {2, 3}));
  record.weights.push_back(assay::record::make_array("encoder/layer0.bias", std::vector<float>{-1, 1}, {2}));
  std::vector<float> large(static_cast<std::size_t>(256) * 64);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<float>(i % 7);
  record.weights.push_back(assay::record::make_array("decoder/layer0.weight", std::move(large), {256, 64}));
}

}  // namespace sample_parts

/// A record that uses every part of the layout, with values that are easy to recognise.
inline assay::record::TrialRecord sample_record() {
  assay::record::TrialRecord record;
  record.study = "sample";
  record.profile = "fast";
  record.arm = "proposed";
  record.trial_id = "00112233aabbccdd";
  record.status = "done";
  record.seed = 7;
  record.axes["latent.z.dim"] = 10;
  record.resolved = sample_parts::sample_spec();
  record.sources = {{"sample.toml", "schema = 1\nstudy = \"sample\"\n"}, {"parts/größe.toml", "schema = 1\n"}};
  record.created_utc = "2026-11-23T12:00:00Z";
  record.started_utc = "2026-11-23T12:00:01Z";
  record.finished_utc = "2026-11-23T12:00:09Z";
  record.assay_version = "0.1.0";
  record.git = "c70a7fb";
  record.command = "assay run sample.toml";
  record.host = "example";
  record.plugins = {{"latent", "gaussian", "0.1.0", "gaussian.so", std::string(64, 'a')},
                    {"dataset", "glyphs", "0.1.0", "glyphs.so", std::string(64, 'b')}};
  record.data_files = {{"mnist/train-images-idx3-ubyte.gz", std::string(64, 'c'), 9912422}};
  record.build = {{"device", "cpu"}, {"threads", "1"}};
  record.wall_s = 8.5;
  record.peak_memory_bytes = 123456789;
  record.resumes = 1;
  record.samples_trained = 5;
  record.uses_label_information = true;
  record.events = {{"2026-11-23T12:00:02Z", "warning", "train.nan-guard", "größer als π"}};
  sample_parts::add_measurements(record);
  return record;
}

/// The same as a failed trial.
inline assay::record::TrialRecord failed_record() {
  assay::record::TrialRecord record = sample_record();
  record.trial_id = "ffeeddccbbaa9988";
  record.seed = 8;
  record.status = "failed";
  record.final_metrics = {{"acc", std::nan("")}};
  record.artifacts.clear();
  record.weights.clear();
  record.events.clear();
  record.failure = assay::record::Failure{"trial.crashed", "the process ended by signal 6", "baseline.kmeans", 2};
  return record;
}

}  // namespace test_support
