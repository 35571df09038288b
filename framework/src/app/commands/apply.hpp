#pragma once

#include <ostream>
#include <string>

#include "host/host_process.hpp"
#include "record/apply_request.hpp"

namespace assay::app {

struct ApplyArguments {
  std::string trial;             ///< RUN/TRIAL, the trial by its id or the beginning of it; or a trial file
  std::string data_set;          ///< another data set; empty: that of the trial
  std::vector<std::string> set;  ///< "key=value": options of the data set
  std::string output;            ///< empty: <trial>-<task> with .h5, of generate .png
  record::ApplyRequest request;  ///< task, part, columns, seed, device
};

/// `assay embed|assign|generate RUN/TRIAL`: has the trained model do it and writes the result: .h5, .npy, .csv; of generate .h5, .npy, .png, .svg.
/// Throws SpecError "model.no-trial", "model.unknown-format" and what the model's use throws.
int run_apply(ApplyArguments arguments, const host::HostSettings& host_settings, std::ostream& out);

/// The file that "RUN/TRIAL" means. Throws SpecError "model.no-trial", "model.ambiguous-trial".
std::filesystem::path find_trial(const std::string& argument);

}  // namespace assay::app
