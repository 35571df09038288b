#include "record/seal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "record/id.hpp"
#include "record/posix.hpp"

namespace assay::record {
namespace {

/// A piece of a file with its checksum.
struct Piece {
  std::uint64_t bytes = 0;
  std::uint32_t crc = 0;
};

/// What the last line of a sealed file says.
struct Seal {
  Piece content;
  Piece text;
};

std::string line_of(const Seal& seal) {
  return fmt::format("assay seal 1 content {:020} {:08x} text {:010} {:08x}\n", seal.content.bytes, seal.content.crc, seal.text.bytes, seal.text.crc);
}

const std::size_t line_bytes = line_of({}).size();

/// Fills `data` from the file; false with errno when that fails, or with 0 at its end.
bool read_at(int file, std::uint64_t offset, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::pread(file, data, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = 0;
    if (count <= 0) return false;
    data += count;
    offset += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

std::optional<std::uint32_t> checksum(int file, std::uint64_t bytes) {
  std::vector<char> buffer(std::min<std::uint64_t>(bytes, std::uint64_t{1} << 20U));
  auto crc = crc32_z(0, nullptr, 0);
  for (std::uint64_t offset = 0; offset < bytes; offset += buffer.size()) {
    const std::size_t size = std::min<std::uint64_t>(buffer.size(), bytes - offset);
    if (!read_at(file, offset, buffer.data(), size)) return std::nullopt;
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(buffer.data()), size);
  }
  return static_cast<std::uint32_t>(crc);
}

std::uint32_t checksum(std::string_view text) {
  return static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

std::uint64_t size_of(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::optional<Seal> read_seal(int file) {
  const std::uint64_t size = size_of(file);
  if (size < line_bytes) return std::nullopt;
  std::string line(line_bytes, '\0');
  Seal seal;
  if (!read_at(file, size - line_bytes, line.data(), line_bytes) ||
      std::sscanf(line.c_str(), "assay seal 1 content %20lu %8x text %10lu %8x", &seal.content.bytes, &seal.content.crc,  // NOLINT(cert-err34-c)
                  &seal.text.bytes, &seal.text.crc) != 4) {
    return std::nullopt;
  }
  if (line != line_of(seal) || seal.content.bytes + seal.text.bytes + line_bytes != size) throw h5::Failure("its seal is damaged");
  return seal;
}

/// A file that is open for reading, with its seal if it has one.
struct SealedFile {
  explicit SealedFile(const std::filesystem::path& path)
      : descriptor(open_file(path, O_RDONLY)), seal(descriptor.get() < 0 ? std::nullopt : read_seal(descriptor.get())) {}

  /// Of the content; nothing when it cannot be read.
  [[nodiscard]] std::optional<std::uint32_t> crc() const { return checksum(descriptor.get(), seal->content.bytes); }
  /// Nothing when it is damaged.
  [[nodiscard]] std::optional<std::string> text() const {
    std::string text(seal->text.bytes, '\0');
    const bool sound = read_at(descriptor.get(), seal->content.bytes, text.data(), text.size()) && checksum(text) == seal->text.crc;
    return sound ? std::optional(std::move(text)) : std::nullopt;
  }

  Descriptor descriptor;
  std::optional<Seal> seal;
};

}  // namespace

void seal_file(const std::filesystem::path& path, std::string_view text) {
  const Descriptor file(open_file(path, O_RDWR | O_APPEND));
  if (file.get() < 0) throw_write_failed("seal", path, errno);
  Seal seal{{size_of(file.get()), 0}, {text.size(), checksum(text)}};
  const auto crc = checksum(file.get(), seal.content.bytes);
  if (!crc) throw_write_failed("seal", path, errno);
  seal.content.crc = *crc;
  const std::string end = std::string(text) + line_of(seal);
  if (!write_all(file.get(), end.data(), end.size())) throw_write_failed("seal", path, errno);
}

bool check_seal(const std::filesystem::path& path) {
  const SealedFile file(path);
  if (file.seal && (!file.text() || file.crc() != file.seal->content.crc)) throw h5::Failure("its checksum is wrong");
  return file.seal.has_value();
}

std::optional<std::string> sealed_text(const std::filesystem::path& path) {
  const SealedFile file(path);
  if (!file.seal) return std::nullopt;
  auto text = file.text();
  if (!text) throw h5::Failure("its checksum is wrong");
  return text;
}

}  // namespace assay::record
