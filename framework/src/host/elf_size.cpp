#include "host/elf_size.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <vector>

#include <elf.h>

namespace assay::host {

std::optional<std::uint64_t> elf_size(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  Elf64_Ehdr header{};
  in.read(reinterpret_cast<char*>(&header), sizeof header);
  const bool is_elf = in.gcount() >= SELFMAG && std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
  if (!is_elf) return std::nullopt;
  if (!in) return sizeof header;
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr)) return std::nullopt;

  std::uint64_t size = header.e_shoff + std::uint64_t{header.e_shnum} * header.e_shentsize;
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  const std::uint64_t table_bytes = segments.size() * sizeof(Elf64_Phdr);
  in.seekg(static_cast<std::streamoff>(header.e_phoff));
  in.read(reinterpret_cast<char*>(segments.data()), static_cast<std::streamsize>(table_bytes));
  if (!in) return header.e_phoff + table_bytes;
  for (const auto& segment : segments) size = std::max<std::uint64_t>(size, segment.p_offset + segment.p_filesz);
  return size;
}

}  // namespace assay::host
