#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

/// Reads the small text files in which the kernel tells of itself, below /proc and /sys.
namespace assay {

/// Without its end; empty when there is no such file.
std::string first_line(const std::filesystem::path& file);

/// The number that a file begins with; nothing for words such as "max", and for no file.
std::optional<std::int64_t> number_in(const std::filesystem::path& file);

/// The number after `key` in a file of lines "key number …"; nothing when there is none.
std::optional<std::int64_t> number_after(const std::filesystem::path& file, const std::string& key);

}  // namespace assay
