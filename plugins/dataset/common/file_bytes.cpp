#include "file_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {
namespace {

constexpr std::size_t input_buffer_size = 1 << 16;
constexpr unsigned char gzip_magic[2] = {0x1f, 0x8b};
constexpr int gzip_window_bits = 15 + 16;  // the largest window, gzip wrapper only

std::uint64_t size_of_regular_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw bad_data("data.unreadable", fmt::format("'{}' is not a file that can be read", path.string()));
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error) throw bad_data("data.unreadable", fmt::format("'{}' cannot be read: {}", path.string(), error.message()));
  if (size == 0) throw bad_data("data.empty-file", fmt::format("'{}' is empty", path.string()), "fetch the file again");
  return size;
}

}  // namespace

OpenFile::OpenFile(std::filesystem::path path) : path_(std::move(path)), size_(size_of_regular_file(path_)), file_(std::fopen(path_.c_str(), "rb")) {
  if (!file_) throw bad_data("data.unreadable", fmt::format("'{}' cannot be opened: {}", path_.string(), std::strerror(errno)));
}

std::size_t OpenFile::read_some(unsigned char* out, std::size_t count) {
  const std::size_t done = std::fread(out, 1, count, file_.get());
  if (done == 0 && std::ferror(file_.get()) != 0) {
    throw bad_data("data.unreadable", fmt::format("reading '{}' failed: {}", path_.string(), std::strerror(errno)));
  }
  return done;
}

void OpenFile::seek(std::uint64_t offset) {
  if (offset > size_ || fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0) {
    throw bad_data("data.corrupted", fmt::format("'{}' points to byte {}, but has only {}", path_.string(), offset, size_), fetch_again);
  }
}

FileBytes::FileBytes(std::filesystem::path path) : file_(std::move(path)), input_(input_buffer_size) {
  refill();
  compressed_ = stream_.avail_in >= sizeof(gzip_magic) && std::memcmp(input_.data(), gzip_magic, sizeof(gzip_magic)) == 0;
  if (compressed_ && inflateInit2(&stream_, gzip_window_bits) != Z_OK) {
    throw assay::InternalError("internal.zlib", "zlib could not be initialised");
  }
}

FileBytes::~FileBytes() {
  if (compressed_) inflateEnd(&stream_);
}

void FileBytes::refill() {
  stream_.avail_in = static_cast<uInt>(file_.read_some(input_.data(), input_.size()));
  stream_.next_in = input_.data();
}

void FileBytes::start_next_member() {
  // A gzip file may consist of several members; anything else behind a member does not belong there.
  if (*stream_.next_in != gzip_magic[0] || inflateReset(&stream_) != Z_OK) fail_trailing();
  member_ended_ = false;
}

std::size_t FileBytes::inflate_some(unsigned char* out, std::size_t count) {
  stream_.next_out = out;
  stream_.avail_out = static_cast<uInt>(count);
  while (stream_.avail_out == count) {
    if (stream_.avail_in == 0) refill();
    if (stream_.avail_in == 0) {
      if (member_ended_) return 0;
      throw bad_data("data.truncated", fmt::format("'{}' ends before its compressed data do", name()), fetch_again);
    }
    if (member_ended_) start_next_member();
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      member_ended_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      const char* reason = stream_.msg != nullptr ? stream_.msg : "the compressed data cannot be decoded";
      throw bad_data("data.corrupted", fmt::format("'{}' is damaged: {}", name(), reason), "fetch the file again and compare its checksum");
    }
  }
  return count - stream_.avail_out;
}

std::size_t FileBytes::read_some(unsigned char* out, std::size_t count) {
  if (compressed_) return inflate_some(out, count);
  if (stream_.avail_in == 0) refill();
  const std::size_t available = std::min<std::size_t>(count, stream_.avail_in);
  std::memcpy(out, stream_.next_in, available);
  stream_.next_in += available;
  stream_.avail_in -= static_cast<uInt>(available);
  return available;
}

}  // namespace datasets
