#pragma once

#include <string>
#include <vector>

#include "record/array.hpp"
#include "record/array_file.hpp"

namespace assay::report {

/// The bytes of a NumPy file (format 1.0) with the array as it is.
std::string npy_of(const record::Array& array);

/// A line per sample: every array of `file` with one row per sample, the first axis of which is that of `sample`; a column per number.
std::string csv_of_samples(const record::ArrayFile& file);

}  // namespace assay::report
