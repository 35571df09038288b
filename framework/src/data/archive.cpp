#include "data/archive.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <type_traits>

#include <fcntl.h>
#include <fmt/format.h>
#include <zlib.h>

#include "assay/core/error.hpp"
#include "record/atomic_file.hpp"
#include "record/posix.hpp"

namespace assay::data {
namespace {

constexpr std::size_t block_size = 512;
using Block = std::array<char, block_size>;

struct GzipCloser {
  void operator()(gzFile file) const { gzclose(file); }
};

/// The fields of a ustar header block that say what follows.
class TarHeader {
 public:
  explicit TarHeader(const Block& block) : block_(block) {}

  [[nodiscard]] bool is_end() const {
    return std::all_of(block_.begin(), block_.end(), [](char c) { return c == '\0'; });
  }
  [[nodiscard]] bool is_sound() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block_size; ++i) {
      const bool in_checksum = i >= checksum_at && i < checksum_at + checksum_width;
      sum += in_checksum ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(block_[i]);
    }
    return number(checksum_at, checksum_width) == sum && size();
  }
  [[nodiscard]] bool is_file() const { return block_[type_at] == '0' || block_[type_at] == '\0'; }
  [[nodiscard]] std::string name() const {
    const std::string prefix = text(magic_at, 5) == "ustar" ? text(prefix_at, prefix_width) : std::string();
    return prefix.empty() ? text(0, name_width) : prefix + '/' + text(0, name_width);
  }
  /// Nothing when it is no octal number.
  [[nodiscard]] std::optional<std::uint64_t> size() const { return number(size_at, size_width); }

 private:
  static constexpr std::size_t name_width = 100;
  static constexpr std::size_t size_at = 124;
  static constexpr std::size_t size_width = 12;
  static constexpr std::size_t checksum_at = 148;
  static constexpr std::size_t checksum_width = 8;
  static constexpr std::size_t type_at = 156;
  static constexpr std::size_t magic_at = 257;
  static constexpr std::size_t prefix_at = 345;
  static constexpr std::size_t prefix_width = 155;

  [[nodiscard]] std::string text(std::size_t at, std::size_t width) const {
    const std::string_view field(block_.data() + at, width);
    return std::string(field.substr(0, field.find('\0')));
  }

  [[nodiscard]] std::optional<std::uint64_t> number(std::size_t at, std::size_t width) const {
    std::uint64_t value = 0;
    bool any = false;
    for (const char c : text(at, width)) {
      if (c == ' ') continue;
      if (c < '0' || c > '7') return std::nullopt;
      value = value * 8 + static_cast<std::uint64_t>(c - '0');
      any = true;
    }
    return any ? std::optional(value) : std::nullopt;
  }

  const Block& block_;
};

class Unpacker {
 public:
  Unpacker(std::filesystem::path path, const UnpackWatch& watch) : path_(std::move(path)), watch_(watch), file_(gzopen(path_.c_str(), "rb")) {
    if (!file_) fail("it cannot be opened");
  }

  bool run(const std::vector<ArchiveMember>& members) {
    std::set<std::string> missing;
    for (const auto& member : members) missing.insert(member.name);
    Block block{};
    while (!missing.empty()) {
      read(block.data(), block.size());
      const TarHeader header(block);
      if (header.is_end()) fail(fmt::format("it has no member '{}'", *missing.begin()));
      if (!header.is_sound()) fail("it is no tar archive, or damaged");
      const std::string name = header.name();
      const auto wanted = std::find_if(members.begin(), members.end(), [&](const ArchiveMember& member) { return member.name == name; });
      const bool take = wanted != members.end() && header.is_file();
      if (!(take ? write(wanted->target, *header.size()) : pass(*header.size(), -1))) return false;
      if (take) missing.erase(name);
    }
    return true;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw DataError("data.bad-archive", fmt::format("the archive '{}' cannot be unpacked: {}", path_.string(), reason));
  }

  void read(char* data, std::size_t size) {
    if (gzread(file_.get(), data, static_cast<unsigned>(size)) != static_cast<int>(size)) fail("it ends too early, or is damaged");
  }

  bool write(const std::filesystem::path& target, std::uint64_t size) {
    record::AtomicFile file(target);
    const record::Descriptor out(record::open_file(file.temporary(), O_WRONLY | O_CREAT | O_TRUNC));
    if (out.get() < 0) record::throw_write_failed("write", target, errno);
    if (!pass(size, out.get())) return false;
    file.commit();
    return true;
  }

  /// Reads the content of a member to the end of its last block, and writes it to `out` unless that is negative.
  bool pass(std::uint64_t size, int out) {
    std::uint64_t padded = (size + block_size - 1) / block_size * block_size;
    while (padded > 0) {
      if (!watch_()) return false;
      const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(padded, buffer_.size()));
      read(buffer_.data(), piece);
      const auto content = static_cast<std::size_t>(std::min<std::uint64_t>(size, piece));
      if (out >= 0 && !record::write_all(out, buffer_.data(), content)) record::throw_write_failed("write a member of", path_, errno);
      padded -= piece;
      size -= content;
    }
    return true;
  }

  std::filesystem::path path_;
  const UnpackWatch& watch_;
  std::unique_ptr<std::remove_pointer_t<gzFile>, GzipCloser> file_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{1} << 20U);
};

}  // namespace

bool unpack(const std::filesystem::path& archive, const std::vector<ArchiveMember>& members, const UnpackWatch& watch) {
  return Unpacker(archive, watch).run(members);
}

}  // namespace assay::data
