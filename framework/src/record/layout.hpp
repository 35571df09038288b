#pragma once

#include <cstddef>
#include <cstdint>

/// Every name that occurs in assay's HDF5 files (framework/docs/hdf5-layout.md explains them).
namespace assay::record::layout {

constexpr std::int64_t version = 1;

// root attributes
constexpr const char* kind = "assay_layout";
constexpr const char* kind_trial = "trial";
constexpr const char* kind_index = "index";
constexpr const char* kind_links = "links";
constexpr const char* kind_arrays = "arrays";
constexpr const char* kind_checkpoint = "checkpoint";
constexpr const char* layout_version = "assay_layout_version";
constexpr const char* assay_version = "assay_version";
constexpr const char* git = "git";
constexpr const char* created_utc = "created_utc";
constexpr const char* study = "study";
constexpr const char* profile = "profile";
constexpr const char* title = "title";
constexpr const char* arm = "arm";
constexpr const char* trial_id = "trial_id";
constexpr const char* seed = "seed";
constexpr const char* status = "status";
constexpr const char* uses_label_information = "uses_label_information";

// trial file
constexpr const char* spec = "spec";
constexpr const char* sources = "sources";
constexpr const char* environment = "env";
constexpr const char* run = "run";
constexpr const char* series = "series";
constexpr const char* events = "events";
constexpr const char* final_metrics = "final";
constexpr const char* artifacts = "artifacts";
constexpr const char* weights = "weights";
constexpr const char* error = "error";

// index file
constexpr const char* trials = "trials";
constexpr const char* summary = "summary";
constexpr const char* axis = "axis";
constexpr const char* values = "values";

// attributes of datasets
constexpr const char* units = "units";
constexpr const char* long_name = "long_name";
constexpr const char* fill_value = "_FillValue";

/// Codes of the status of a trial in the arrays of an index.
enum class StatusCode : std::uint8_t { not_planned = 0, pending = 1, done = 2, failed = 3, stopped = 4 };
constexpr const char* status_meanings = "not_planned pending done failed stopped";

/// Arrays of at least this many bytes are chunked and compressed; smaller ones are stored as they are.
constexpr std::size_t compress_from_bytes = std::size_t{16} * 1024;
constexpr std::size_t chunk_bytes = std::size_t{256} * 1024;
constexpr unsigned gzip_level = 2;

}  // namespace assay::record::layout
