#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace assay::app {

struct DataArguments {
  std::vector<std::string> names;  ///< data sets; of `list` and `verify`: none are all
  std::filesystem::path manifest;  ///< --manifest; empty: the one that is installed
  std::filesystem::path to;        ///< of `fetch`: the data folder; empty: the first of ASSAY_DATA
  bool optional = false;           ///< of `fetch`: optional files, too
  bool quiet = false;              ///< of `fetch`: no progress
  bool json = false;
};

/// `assay data list`: which data sets there are and what of them is here, by names and sizes. Returns 0.
int run_data_list(const DataArguments& arguments, std::ostream& out);
/// `assay data verify`: reads what is here and holds it against the checksums. Returns 0, or 4 when something is wrong or a data set that was named
/// is not here.
int run_data_verify(const DataArguments& arguments, std::ostream& out);
/// `assay data fetch`: downloads. Returns 0, or 75, 130 or 143 when stopped by SIGUSR1, SIGINT or SIGTERM. Progress goes to standard error.
/// Throws SpecError "data.unknown-set", "data.no-folder", and what `data::fetch` throws, of all data sets that could not be had.
int run_data_fetch(const DataArguments& arguments, std::ostream& out);

}  // namespace assay::app
