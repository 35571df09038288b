#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::record {

/// Appends a seal to a finished file: a text of ours, and a line with the lengths and checksums of the content and the text. Readers of HDF5 do not
/// look behind the end that the file itself names. HDF5 trusts what it reads and may crash over damage, so nothing is opened whose seal is broken.
/// Throws TrialError "record.write-failed".
void seal_file(const std::filesystem::path& path, std::string_view text = {});

/// Reads the whole file. False when it has no seal: it was written before there were seals, or others changed it since.
/// Throws h5::Failure when the file is not what was sealed.
bool check_seal(const std::filesystem::path& path);

/// The text of the seal, which is all that is read; nothing without a seal. Throws h5::Failure when the text is damaged.
std::optional<std::string> sealed_text(const std::filesystem::path& path);

}  // namespace assay::record
