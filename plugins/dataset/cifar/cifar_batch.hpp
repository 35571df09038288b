#pragma once

#include <filesystem>
#include <memory>

#include "common/file_dataset.hpp"

namespace cifar {

/// A batch file of CIFAR, plain or gzip-compressed: records of `label_bytes` label bytes (CIFAR-10 has one; CIFAR-100 has two, the fine label last),
/// then 1024 red, 1024 green and 1024 blue bytes. The label used is the last. The number of records follows from the size, for which a compressed
/// file has to be read once. Throws DataError: those of FileBytes; data.truncated when the last record is incomplete.
std::unique_ptr<datasets::PartReader> open_batch(const std::filesystem::path& path, std::int64_t label_bytes);

}  // namespace cifar
