#pragma once

#include <filesystem>
#include <memory>

#include "common/file_dataset.hpp"

namespace libsvm {

/// Opens a file of lines "label index:value index:value … # comment", plain or gzip-compressed; a qid is passed over. Indices rise within a line;
/// what is not listed is 0. The file has no header, so it is read once here to count samples and features.
///
/// `first_index`: index of the first feature, 0 or 1. `features`: number of features; 0: up to the largest index.
/// Throws DataError: those of TextLines; data.no-samples, data.bad-line, data.index-out-of-range.
std::unique_ptr<datasets::PartReader> open_libsvm(const std::filesystem::path& path, std::int64_t first_index, std::int64_t features);

}  // namespace libsvm
