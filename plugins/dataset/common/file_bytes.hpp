#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include <zlib.h>

#include "byte_stream.hpp"

namespace datasets {

/// A regular file that is there and not empty, opened for reading. Throws DataError data.unreadable, data.empty-file.
class OpenFile {
 public:
  explicit OpenFile(std::filesystem::path path);

  /// Up to `count` bytes from the current place; 0 at the end.
  std::size_t read_some(unsigned char* out, std::size_t count);
  void seek(std::uint64_t offset);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
};

/// The bytes of a file, inflated on the way when the file is gzip-compressed (which its first bytes decide, not its name).
///
/// Memory stays at two small buffers, and never more is inflated than was asked for. Throws DataError with codes
/// data.unreadable, data.empty-file, data.truncated, data.corrupted, data.trailing-bytes.
class FileBytes final : public ByteStream {
 public:
  explicit FileBytes(std::filesystem::path path);
  ~FileBytes() override;

  std::size_t read_some(unsigned char* out, std::size_t count) override;
  [[nodiscard]] std::string name() const override { return file_.path().string(); }
  [[nodiscard]] std::uint64_t size() const override { return compressed_ ? file_.size() * best_deflate_ratio : file_.size(); }
  [[nodiscard]] bool size_is_exact() const override { return !compressed_; }
  [[nodiscard]] bool checks_at_end() const override { return compressed_; }

 private:
  std::size_t inflate_some(unsigned char* out, std::size_t count);
  void refill();
  void start_next_member();

  OpenFile file_;
  bool compressed_ = false;
  bool member_ended_ = false;
  std::vector<unsigned char> input_;
  z_stream stream_{};
};

}  // namespace datasets
