#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "record/array.hpp"

namespace assay::record {

/// What a trained model gave for some samples.
struct ArrayFile {
  std::string trial_id;       ///< whose model it was
  std::string source;         ///< its file
  std::vector<Array> arrays;  ///< in the group "artifacts", as in a trial file

  /// The array of that name. Throws InternalError "record.no-array".
  [[nodiscard]] const Array& at(const std::string& name) const;
};

/// Atomic. Throws TrialError "record.write-failed".
void write_array_file(const std::filesystem::path& path, const ArrayFile& file);
/// Throws DataError "h5.unreadable", "h5.not-arrays", "h5.newer-layout".
ArrayFile read_array_file(const std::filesystem::path& path);

/// The elements of an array of any type.
std::vector<double> to_reals(const Array& array);

}  // namespace assay::record
