#pragma once

#include <string>

namespace assay::record {

/// Of the HDF5 library that is loaded: "1.10.8".
std::string hdf5_version();

}  // namespace assay::record
