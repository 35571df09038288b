#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/file_dataset.hpp"

namespace csv {

/// How a table is written.
struct Format {
  char separator = ',';
  bool header = true;                    ///< the first line names the columns
  std::string label_column = "last";     ///< "first", "last", "none", a column's name, or its number from 0
  std::vector<std::string> class_names;  ///< texts that the label column holds, in class order; empty: it holds numbers
};

/// Opens a table of numbers, plain or gzip-compressed, one sample per line; empty lines do not count. It is read once here to count the samples.
/// Throws DataError: those of TextLines; data.no-samples, data.bad-line, data.wrong-columns, data.missing-array (the label column).
std::unique_ptr<datasets::PartReader> open_csv(const std::filesystem::path& path, const Format& format);

}  // namespace csv
