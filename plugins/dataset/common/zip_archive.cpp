#include "zip_archive.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "errors.hpp"
#include "file_bytes.hpp"

namespace datasets {
namespace {

constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t end64_locator_signature = 0x07064b50;
constexpr std::uint32_t end64_signature = 0x06064b50;
constexpr std::uint32_t entry_signature = 0x02014b50;
constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::size_t end_size = 22;
constexpr std::size_t end64_locator_size = 20;
constexpr std::size_t end64_size = 56;
constexpr std::size_t entry_size = 46;
constexpr std::size_t local_size = 30;
constexpr std::uint64_t longest_comment = 65535;
constexpr std::uint64_t most_entries = 65536;
constexpr std::uint64_t longest_directory = std::uint64_t{64} << 20U;
constexpr std::uint32_t in_extra_field = 0xffffffff;  // the true value is in the ZIP64 field

using Bytes = std::vector<unsigned char>;

assay::DataError damaged(const std::string& name, const char* what) {
  return bad_data("data.corrupted", fmt::format("'{}' is damaged: {}", name, what), fetch_again);
}

/// A little-endian number.
template <class T>
T number(const Bytes& bytes, std::size_t at) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) value = static_cast<T>((static_cast<std::uint64_t>(value) << 8U) | bytes[at + i]);
  return value;
}

Bytes read_at(OpenFile& file, std::uint64_t offset, std::size_t count) {
  if (offset > file.size() || count > file.size() - offset) throw damaged(file.path().string(), "its directory points behind its end");
  Bytes bytes(count);
  file.seek(offset);
  std::size_t done = 0;
  while (done < count) {
    const std::size_t some = file.read_some(bytes.data() + done, count - done);
    if (some == 0) throw bad_data("data.truncated", fmt::format("'{}' ends too early", file.path().string()), fetch_again);
    done += some;
  }
  return bytes;
}

struct Directory {
  std::uint64_t entries;
  std::uint64_t size;
  std::uint64_t offset;
};

/// The end record stands at the very end, but for a comment.
std::uint64_t find_end(OpenFile& file) {
  const auto searched = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), end_size + longest_comment));
  const std::uint64_t start = file.size() - searched;
  const Bytes bytes = read_at(file, start, searched);
  for (std::size_t at = searched < end_size ? 0 : searched - end_size + 1; at-- > 0;) {
    if (number<std::uint32_t>(bytes, at) == end_signature && at + end_size + number<std::uint16_t>(bytes, at + 20) == searched) return start + at;
  }
  throw bad_data("data.truncated", fmt::format("'{}' has no directory of its members at its end", file.path().string()), fetch_again);
}

Directory read_end(OpenFile& file) {
  const std::uint64_t end = find_end(file);
  const Bytes bytes = read_at(file, end, end_size);
  if (number<std::uint16_t>(bytes, 4) != 0 && number<std::uint16_t>(bytes, 4) != 0xffff)
    throw damaged(file.path().string(), "it is one of several parts");
  const Directory plain{number<std::uint16_t>(bytes, 10), number<std::uint32_t>(bytes, 12), number<std::uint32_t>(bytes, 16)};
  const bool is_zip64 = plain.entries == 0xffff || plain.size == in_extra_field || plain.offset == in_extra_field;
  if (!is_zip64 || end < end64_locator_size) return plain;
  const Bytes locator = read_at(file, end - end64_locator_size, end64_locator_size);
  if (number<std::uint32_t>(locator, 0) != end64_locator_signature) return plain;
  const Bytes end64 = read_at(file, number<std::uint64_t>(locator, 8), end64_size);
  if (number<std::uint32_t>(end64, 0) != end64_signature) throw damaged(file.path().string(), "its ZIP64 record is not where it should be");
  return {number<std::uint64_t>(end64, 32), number<std::uint64_t>(end64, 40), number<std::uint64_t>(end64, 48)};
}

/// The ZIP64 field holds, in this order, those of the three numbers that did not fit.
void read_zip64_field(const Bytes& bytes, std::size_t at, std::size_t length, ZipEntry& entry) {
  for (const std::size_t end = at + length; at + 4 <= end;) {
    const auto id = number<std::uint16_t>(bytes, at);
    const std::size_t field_end = at + 4 + number<std::uint16_t>(bytes, at + 2);
    if (field_end > end) return;
    at += 4;
    for (std::uint64_t* value : {&entry.size, &entry.compressed, &entry.offset}) {
      if (id != 1 || *value != in_extra_field || at + 8 > field_end) continue;
      *value = number<std::uint64_t>(bytes, at);
      at += 8;
    }
    at = field_end;
  }
}

/// A member's bytes, stored or deflated.
class ZipMember final : public ByteStream {
 public:
  ZipMember(const std::filesystem::path& path, ZipEntry entry) : file_(path), entry_(std::move(entry)), input_(1 << 16) {
    const Bytes local = read_at(file_, entry_.offset, local_size);
    if (number<std::uint32_t>(local, 0) != local_signature || number<std::uint16_t>(local, 8) != entry_.method) {
      throw damaged(name(), "its header does not fit the directory");
    }
    const std::uint64_t start = entry_.offset + local_size + number<std::uint16_t>(local, 26) + number<std::uint16_t>(local, 28);
    if (start > file_.size() || entry_.compressed > file_.size() - start) {
      throw bad_data("data.truncated", fmt::format("'{}' ends behind the end of its archive", name()), fetch_again);
    }
    const bool possible = entry_.method == 0 ? entry_.size == entry_.compressed : entry_.size / best_deflate_ratio <= entry_.compressed;
    if (!possible) throw damaged(name(), "its size does not fit its compressed size");
    file_.seek(start);
    compressed_left_ = entry_.compressed;
    if (entry_.method != 0 && inflateInit2(&stream_, -15) != Z_OK) throw assay::InternalError("internal.zlib", "zlib could not be initialised");
  }
  ~ZipMember() override {
    if (entry_.method != 0) inflateEnd(&stream_);
  }

  std::size_t read_some(unsigned char* out, std::size_t count) override {
    const std::size_t done = entry_.method == 0 ? take(out, count) : inflate_some(out, count);
    given_ += done;
    if (given_ > entry_.size) throw damaged(name(), "it is longer than the directory says");
    checksum_ = static_cast<std::uint32_t>(crc32(checksum_, out, static_cast<uInt>(done)));
    if (done == 0 && given_ != entry_.size)
      throw bad_data("data.truncated", fmt::format("'{}' is shorter than its directory says", name()), fetch_again);
    if (done == 0 && checksum_ != entry_.checksum) throw damaged(name(), "its checksum is wrong");
    return done;
  }
  std::string name() const override { return file_.path().string() + ":" + entry_.name; }
  std::uint64_t size() const override { return entry_.size; }
  bool size_is_exact() const override { return true; }
  bool checks_at_end() const override { return true; }

 private:
  std::size_t take(unsigned char* out, std::size_t count) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>({count, compressed_left_, 1U << 20U}));
    const std::size_t done = wanted == 0 ? 0 : file_.read_some(out, wanted);
    compressed_left_ -= done;
    return done;
  }

  std::size_t inflate_some(unsigned char* out, std::size_t count) {
    stream_.next_out = out;
    stream_.avail_out = static_cast<uInt>(count);
    while (stream_.avail_out == count && !ended_) {
      if (stream_.avail_in == 0) {
        stream_.avail_in = static_cast<uInt>(take(input_.data(), input_.size()));
        stream_.next_in = input_.data();
        if (stream_.avail_in == 0) throw bad_data("data.truncated", fmt::format("'{}' ends before its compressed data do", name()), fetch_again);
      }
      const int status = inflate(&stream_, Z_NO_FLUSH);
      ended_ = status == Z_STREAM_END;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        throw damaged(name(), stream_.msg != nullptr ? stream_.msg : "it cannot be decoded");
    }
    return count - stream_.avail_out;
  }

  OpenFile file_;
  ZipEntry entry_;
  Bytes input_;
  z_stream stream_{};
  bool ended_ = false;
  std::uint64_t compressed_left_ = 0;
  std::uint64_t given_ = 0;
  std::uint32_t checksum_ = 0;
};

}  // namespace

std::vector<ZipEntry> zip_directory(const std::filesystem::path& path) {
  OpenFile file(path);
  const Directory directory = read_end(file);
  if (directory.entries > most_entries || directory.size > longest_directory) throw damaged(path.string(), "its directory cannot be so long");
  const Bytes bytes = read_at(file, directory.offset, static_cast<std::size_t>(directory.size));
  std::vector<ZipEntry> entries;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (at + entry_size > bytes.size() || number<std::uint32_t>(bytes, at) != entry_signature)
      throw damaged(path.string(), "its directory is too short");
    const std::size_t name_length = number<std::uint16_t>(bytes, at + 28);
    const std::size_t extra_length = number<std::uint16_t>(bytes, at + 30);
    const std::size_t next = at + entry_size + name_length + extra_length + number<std::uint16_t>(bytes, at + 32);
    if (next > bytes.size()) throw damaged(path.string(), "its directory is too short");
    ZipEntry entry;
    entry.encrypted = (number<std::uint16_t>(bytes, at + 8) & 1U) != 0;
    entry.method = number<std::uint16_t>(bytes, at + 10);
    entry.checksum = number<std::uint32_t>(bytes, at + 16);
    entry.compressed = number<std::uint32_t>(bytes, at + 20);
    entry.size = number<std::uint32_t>(bytes, at + 24);
    entry.offset = number<std::uint32_t>(bytes, at + 42);
    entry.name.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at + entry_size),
                      bytes.begin() + static_cast<std::ptrdiff_t>(at + entry_size + name_length));
    read_zip64_field(bytes, at + entry_size + name_length, extra_length, entry);
    entries.push_back(std::move(entry));
    at = next;
  }
  return entries;
}

std::unique_ptr<ByteStream> open_zip_member(const std::filesystem::path& path, const ZipEntry& entry) {
  const std::string name = path.string() + ":" + entry.name;
  if (entry.encrypted) throw bad_data("data.unknown-compression", fmt::format("'{}' is encrypted", name));
  if (entry.method != 0 && entry.method != 8) {
    throw bad_data("data.unknown-compression", fmt::format("'{}' is compressed with the ZIP method {}", name, entry.method),
                   "stored (0) and deflated (8) members can be read");
  }
  return std::make_unique<ZipMember>(path, entry);
}

}  // namespace datasets
