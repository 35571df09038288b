#include "mat_elements.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "common/errors.hpp"
#include "common/file_bytes.hpp"

namespace mat {
namespace {

using datasets::bad_data;

constexpr std::size_t header_bytes = 128;
constexpr std::uint32_t matrix_element = 14;
constexpr std::uint32_t compressed_element = 15;

/// Walks over the elements of a version-5 file.
class Elements {
 public:
  Elements(const std::filesystem::path& path, std::uint64_t most_bytes) : file_(path), most_bytes_(most_bytes) {}

  void check() {
    std::array<unsigned char, header_bytes> header{};
    if (file_.size() < header_bytes || !fill(header.data(), header.size())) wrong_magic();
    const bool little = header[126] == 'I' && header[127] == 'M';
    if (!little && !(header[126] == 'M' && header[127] == 'I')) wrong_magic();
    big_endian_ = !little;
    const unsigned version = little ? header[124] + 256U * header[125] : header[125] + 256U * header[124];
    if (version == 0x0200) return;  // an HDF5 file, which libhdf5 checks
    if (version != 0x0100) wrong_magic();
    for (std::uint64_t at = header_bytes; at < file_.size();) at = check_element(at);
  }

 private:
  [[noreturn]] void wrong_magic() const {
    throw bad_data("data.wrong-magic", fmt::format("'{}' is no MAT file of version 5 or 7.3", file_.path().string()),
                   "save it with -v6, -v7 or -v7.3; a file of version 4 cannot be read");
  }
  [[noreturn]] void damaged(const char* what) const {
    throw bad_data("data.corrupted", fmt::format("'{}' is damaged: {}", file_.path().string(), what), datasets::fetch_again);
  }
  [[noreturn]] void truncated() const {
    throw bad_data("data.truncated", fmt::format("'{}' ends inside one of its variables", file_.path().string()), datasets::fetch_again);
  }

  bool fill(unsigned char* out, std::size_t count) {
    while (count > 0) {
      const std::size_t done = file_.read_some(out, count);
      if (done == 0) return false;
      out += done;
      count -= done;
    }
    return true;
  }

  [[nodiscard]] std::uint32_t number(const unsigned char* bytes) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | bytes[big_endian_ ? i : 3 - i];
    return value;
  }

  std::uint64_t check_element(std::uint64_t at) {
    std::array<unsigned char, 8> tag{};
    file_.seek(at);
    if (!fill(tag.data(), tag.size())) truncated();
    const std::uint32_t type = number(tag.data());
    const std::uint64_t bytes = number(tag.data() + 4);
    if (type != matrix_element && type != compressed_element) damaged("an element of it is no variable");
    if (bytes > file_.size() - at - tag.size()) truncated();
    if (type == compressed_element) check_compressed(bytes);
    return at + tag.size() + bytes;
  }

  void check_compressed(std::uint64_t bytes) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) throw assay::InternalError("internal.zlib", "zlib could not be initialised");
    struct End {
      z_stream* stream;
      ~End() { inflateEnd(stream); }
    } const end{&stream};
    std::vector<unsigned char> in(1 << 16);
    std::vector<unsigned char> out(1 << 16);
    std::uint64_t announced = 0;
    std::uint64_t inflated = 0;
    for (int status = Z_OK; status != Z_STREAM_END;) {
      if (stream.avail_in == 0) {
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(in.size(), bytes));
        if (piece == 0 || !fill(in.data(), piece)) damaged("a compressed variable does not end");
        bytes -= piece;
        stream.next_in = in.data();
        stream.avail_in = static_cast<uInt>(piece);
      }
      stream.next_out = out.data();
      stream.avail_out = static_cast<uInt>(out.size());
      status = inflate(&stream, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) damaged(stream.msg != nullptr ? stream.msg : "it cannot be inflated");
      const std::size_t some = out.size() - stream.avail_out;
      if (inflated == 0 && some >= 8) announced = announced_size(out.data());
      inflated += some;
      if (inflated > announced) damaged("a compressed variable is longer than it announces");
    }
    if (inflated != announced) damaged("a compressed variable is shorter than it announces");
  }

  /// Of an inflated variable, with the tag that says so.
  std::uint64_t announced_size(const unsigned char* tag) const {
    if (number(tag) != matrix_element) damaged("a compressed element is no variable");
    const std::uint64_t announced = std::uint64_t{number(tag + 4)} + 8;
    if (announced <= most_bytes_) return announced;
    throw bad_data("data.too-large", fmt::format("a variable of '{}' takes {} bytes, more than the memory limit", file_.path().string(), announced),
                   "raise 'memory_limit'");
  }

  datasets::OpenFile file_;
  std::uint64_t most_bytes_;
  bool big_endian_ = false;
};

}  // namespace

void check_mat_file(const std::filesystem::path& path, std::uint64_t most_bytes) { Elements(path, most_bytes).check(); }

}  // namespace mat
