#pragma once

#include <string>
#include <vector>

#include "support/binary_files.hpp"

/// NPY files and NPZ archives made by hand, byte by byte.
namespace test_support {

inline std::string npy_file(const std::string& description, const std::string& shape, const std::string& data, bool fortran_order = false,
                            int version = 1) {
  std::string header = "{'descr': '" + description + "', 'fortran_order': " + (fortran_order ? "True" : "False") + ", 'shape': " + shape + ", }";
  const std::size_t before = version == 1 ? 10 : 12;
  while ((before + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  return std::string("\x93NUMPY") + static_cast<char>(version) + '\0' + little_endian(header.size(), version == 1 ? 2 : 4) + header + data;
}

struct ZipMember {
  std::string name;
  std::string bytes;
  int method = 0;      ///< as the archive claims it; 8 is deflated, any other stored
  bool zip64 = false;  ///< sizes in the extra field
};

inline std::string deflated(const std::string& plain) {
  const std::string with_wrapper = gzipped(plain);
  return with_wrapper.substr(10, with_wrapper.size() - 18);
}

/// An archive with its directory and end record.
inline std::string zip_file(const std::vector<ZipMember>& members) {
  std::string archive;
  std::string directory;
  for (const auto& member : members) {
    const std::string data = member.method == 8 ? deflated(member.bytes) : member.bytes;
    const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(member.bytes.data()), static_cast<uInt>(member.bytes.size()));
    const std::string sizes = member.zip64 ? std::string(8, '\xff') : little_endian(data.size(), 4) + little_endian(member.bytes.size(), 4);
    const std::string extra =
        member.zip64 ? little_endian(1, 2) + little_endian(16, 2) + little_endian(member.bytes.size(), 8) + little_endian(data.size(), 8) : "";
    const std::string common = little_endian(20, 2) + little_endian(0, 2) + little_endian(static_cast<std::uint64_t>(member.method), 2) +
                               little_endian(0, 4) + little_endian(checksum, 4) + sizes + little_endian(member.name.size(), 2) +
                               little_endian(extra.size(), 2);
    directory.append("PK\x01\x02" + little_endian(20, 2)).append(common).append(std::string(10, '\0') + little_endian(archive.size(), 4));
    directory.append(member.name).append(extra);
    archive.append("PK\x03\x04").append(common).append(member.name).append(extra).append(data);
  }
  const std::string counts = little_endian(members.size(), 2) + little_endian(members.size(), 2);
  return archive + directory + "PK\x05\x06" + little_endian(0, 4) + counts + little_endian(directory.size(), 4) + little_endian(archive.size(), 4) +
         little_endian(0, 2);
}

}  // namespace test_support
