#pragma once

#include <filesystem>
#include <memory>

#include "host/host_process.hpp"
#include "record/apply_request.hpp"
#include "record/array_file.hpp"
#include "record/run_folder.hpp"

namespace assay::app {

/// Puts trained models to use, in a host that is started with the first request.
class ModelClient {
 public:
  explicit ModelClient(host::HostSettings settings) : settings_(std::move(settings)) {}

  /// Data roots, stages and the output are filled in here. Throws what the host reports.
  record::ArrayFile apply(record::ApplyRequest request);

 private:
  host::HostSettings settings_;
  std::unique_ptr<host::HostProcess> host_;
};

/// Where the stages of a run lie: in the run folder, where its plan says, and where that is gone in ASSAY_CACHE or beside the run folder.
record::RunFolder stages_of(const record::RunFolder& run);

}  // namespace assay::app
