#include "byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"

namespace idx {
namespace {

constexpr std::size_t input_buffer_size = 1 << 16;
constexpr unsigned char gzip_magic[2] = {0x1f, 0x8b};
constexpr int gzip_window_bits = 15 + 16;  // the largest window, gzip wrapper only

std::uint64_t size_of_regular_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw assay::DataError("data.unreadable", fmt::format("'{}' is not a file that can be read", path.string()));
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error) throw assay::DataError("data.unreadable", fmt::format("'{}' cannot be read: {}", path.string(), error.message()));
  if (size == 0) {
    throw assay::DataError({"data.empty-file", fmt::format("'{}' is empty", path.string()), {}, "fetch the file again", {}});
  }
  return size;
}

}  // namespace

ByteSource::ByteSource(std::filesystem::path path) : path_(std::move(path)), file_size_(size_of_regular_file(path_)), input_(input_buffer_size) {
  file_.reset(std::fopen(path_.c_str(), "rb"));
  if (!file_) throw assay::DataError("data.unreadable", fmt::format("'{}' cannot be opened: {}", path_.string(), std::strerror(errno)));
  refill();
  compressed_ = stream_.avail_in >= sizeof(gzip_magic) && std::memcmp(input_.data(), gzip_magic, sizeof(gzip_magic)) == 0;
  if (compressed_ && inflateInit2(&stream_, gzip_window_bits) != Z_OK) {
    throw assay::InternalError("internal.zlib", "zlib could not be initialised");
  }
}

ByteSource::~ByteSource() {
  if (compressed_) inflateEnd(&stream_);
}

void ByteSource::refill() {
  const std::size_t count = std::fread(input_.data(), 1, input_.size(), file_.get());
  if (count == 0 && std::ferror(file_.get()) != 0) {
    throw assay::DataError("data.unreadable", fmt::format("reading '{}' failed: {}", path_.string(), std::strerror(errno)));
  }
  stream_.next_in = input_.data();
  stream_.avail_in = static_cast<uInt>(count);
}

void ByteSource::start_next_member() {
  // A gzip file may consist of several members; anything else behind a member does not belong there.
  if (*stream_.next_in != gzip_magic[0] || inflateReset(&stream_) != Z_OK) fail_trailing();
  member_ended_ = false;
}

std::size_t ByteSource::inflate_some(unsigned char* out, std::size_t count) {
  stream_.next_out = out;
  stream_.avail_out = static_cast<uInt>(count);
  while (stream_.avail_out == count) {
    if (stream_.avail_in == 0) refill();
    if (stream_.avail_in == 0) {
      if (member_ended_) return 0;
      throw assay::DataError({"data.truncated",
                              fmt::format("'{}' ends before its compressed data do", path_.string()),
                              {},
                              "the copy is incomplete; fetch the file again",
                              {}});
    }
    if (member_ended_) start_next_member();
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      member_ended_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      const char* reason = stream_.msg != nullptr ? stream_.msg : "the compressed data cannot be decoded";
      throw assay::DataError(
          {"data.corrupted", fmt::format("'{}' is damaged: {}", path_.string(), reason), {}, "fetch the file again and compare its checksum", {}});
    }
  }
  return count - stream_.avail_out;
}

std::size_t ByteSource::read_some(unsigned char* out, std::size_t count) {
  if (compressed_) return inflate_some(out, count);
  if (stream_.avail_in == 0) refill();
  const std::size_t available = std::min<std::size_t>(count, stream_.avail_in);
  std::memcpy(out, stream_.next_in, available);
  stream_.next_in += available;
  stream_.avail_in -= static_cast<uInt>(available);
  return available;
}

void ByteSource::read(unsigned char* out, std::size_t count, const char* what) {
  while (count > 0) {
    const std::size_t done = read_some(out, std::min(count, input_buffer_size));
    if (done == 0) {
      throw assay::DataError(
          {"data.truncated", fmt::format("'{}' ends inside its {}", path_.string(), what), {}, "the copy is incomplete; fetch the file again", {}});
    }
    out += done;
    count -= done;
  }
}

void ByteSource::expect_end() {
  unsigned char surplus = 0;
  if (read_some(&surplus, 1) != 0) fail_trailing();
}

void ByteSource::fail_trailing() const {
  throw assay::DataError({"data.trailing-bytes",
                          fmt::format("'{}' goes on after the data that its header announces", path_.string()),
                          {},
                          "the file is damaged or no IDX file; fetch it again",
                          {}});
}

}  // namespace idx
