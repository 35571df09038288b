#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace assay::host {

/// The number of bytes that a 64-bit ELF file must have at least, by its own headers; nothing when it is no such file.
/// The dynamic linker does not look: it maps a file that was cut short and dies of a bus error.
std::optional<std::uint64_t> elf_size(const std::filesystem::path& file);

}  // namespace assay::host
