#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include <zlib.h>

namespace idx {

/// The bytes of a file in order, inflated on the way when the file is gzip-compressed (which its first bytes decide, not its name).
///
/// Memory stays at two small buffers, and never more is inflated than was asked for. Throws DataError with codes
/// data.unreadable, data.empty-file, data.truncated, data.corrupted, data.trailing-bytes.
class ByteSource {
 public:
  explicit ByteSource(std::filesystem::path path);
  ByteSource(const ByteSource&) = delete;
  ByteSource(ByteSource&&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ByteSource& operator=(ByteSource&&) = delete;
  ~ByteSource();

  /// Fills `out` or throws data.truncated, saying that it ended inside `what`.
  void read(unsigned char* out, std::size_t count, const char* what);
  /// Throws data.trailing-bytes unless everything has been read; checks the checksum of compressed files.
  void expect_end();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool compressed() const { return compressed_; }
  /// Size on disk, in bytes.
  [[nodiscard]] std::uint64_t file_size() const { return file_size_; }

 private:
  std::size_t read_some(unsigned char* out, std::size_t count);  // 0 at the end
  std::size_t inflate_some(unsigned char* out, std::size_t count);
  void refill();
  void start_next_member();
  [[noreturn]] void fail_trailing() const;

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t file_size_ = 0;
  bool compressed_ = false;
  bool member_ended_ = false;
  std::vector<unsigned char> input_;
  z_stream stream_{};
};

}  // namespace idx
