#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "byte_stream.hpp"

namespace datasets {

/// What the directory of a ZIP archive says about one member.
struct ZipEntry {
  std::string name;
  int method = 0;  ///< 0 stored, 8 deflated
  bool encrypted = false;
  std::uint32_t checksum = 0;  ///< CRC-32
  std::uint64_t compressed = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  ///< of its local header
};

/// The members of the archive, as its directory at the end of the file lists them; ZIP64 included. At most 65536 members can be read.
/// Throws DataError data.unreadable, data.empty-file, data.wrong-magic, data.corrupted, data.truncated.
std::vector<ZipEntry> zip_directory(const std::filesystem::path& path);

/// The bytes of a member. Never more is inflated than was asked for, nor than the directory announces. Throws DataError while opening
/// data.unknown-compression, data.corrupted; while reading data.truncated, data.corrupted (also for a wrong checksum).
std::unique_ptr<ByteStream> open_zip_member(const std::filesystem::path& path, const ZipEntry& entry);

}  // namespace datasets
