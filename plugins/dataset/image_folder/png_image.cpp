#include "png_image.hpp"

#include <png.h>
#include <zlib.h>

#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "common/errors.hpp"
#include "common/file_bytes.hpp"

namespace image_folder {
namespace {

using datasets::bad_data;
using datasets::OpenFile;

constexpr png_uint_32 longest_side = 16384;
constexpr std::size_t header_bytes = 33;  // signature and IHDR chunk
constexpr png_alloc_size_t largest_chunk = 8U << 20U;

struct Failure {
  std::array<char, 200> text{};
};

/// Keeps the message and leaves libpng; no object with a destructor may stand between here and the setjmp.
[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto* failure = static_cast<Failure*>(png_get_error_ptr(png));
  std::snprintf(failure->text.data(), failure->text.size(), "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp /*png*/, png_const_charp /*message*/) {}

void on_read(png_structp png, png_bytep out, png_size_t count) {
  auto* file = static_cast<std::FILE*>(png_get_io_ptr(png));
  if (std::fread(out, 1, count, file) != count) png_error(png, "it ends too early");
}

/// The rows are allocated by the caller, because a longjmp would skip their destructors. False with a message when anything is wrong.
bool decode(png_structp png, png_infop info, std::FILE* file, unsigned char* const* rows, std::size_t row_count, std::size_t row_bytes) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, file, &on_read);
  png_set_user_limits(png, longest_side, longest_side);
  png_set_chunk_malloc_max(png, largest_chunk);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_read_info(png, info);
  png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_valid(png, info, PNG_INFO_tRNS) != 0) png_error(png, "it has transparent pixels");
  if (png_get_rowbytes(png, info) != row_bytes || png_get_image_height(png, info) != row_count) png_error(png, "its header is ambiguous");
  png_read_image(png, const_cast<png_bytepp>(rows));
  png_read_end(png, info);
  return true;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::uint32_t big_endian(const unsigned char* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) | bytes[3];
}

[[noreturn]] void damaged(const std::filesystem::path& path, const char* what) {
  throw bad_data("data.corrupted", fmt::format("'{}' is damaged: {}", path.string(), what), datasets::fetch_again);
}

}  // namespace

bool operator==(const PngHeader& left, const PngHeader& right) {
  return left.channels == right.channels && left.height == right.height && left.width == right.width && left.type == right.type;
}

std::string text_of(const PngHeader& header) {
  return fmt::format("{} x {} x {} of {}", header.channels, header.height, header.width, name_of(header.type));
}

PngHeader read_png_header(const std::filesystem::path& path) {
  constexpr unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  OpenFile file(path);
  std::array<unsigned char, header_bytes> bytes{};
  std::size_t count = 0;
  while (const std::size_t done = file.read_some(bytes.data() + count, bytes.size() - count)) count += done;
  if (count >= sizeof(signature) && std::memcmp(bytes.data(), signature, sizeof(signature)) != 0) {
    throw bad_data("data.wrong-magic", fmt::format("'{}' is no PNG file", path.string()), "convert other images to PNG");
  }
  if (count < header_bytes) throw bad_data("data.truncated", fmt::format("'{}' ends inside its header", path.string()), datasets::fetch_again);
  if (big_endian(&bytes[8]) != 13 || std::memcmp(&bytes[12], "IHDR", 4) != 0) damaged(path, "it does not begin with a header");
  if (crc32(crc32(0, nullptr, 0), &bytes[12], 17) != big_endian(&bytes[29])) damaged(path, "the checksum of its header is wrong");
  const std::uint32_t width = big_endian(&bytes[16]);
  const std::uint32_t height = big_endian(&bytes[20]);
  const int depth = bytes[24];
  const int colour = bytes[25];
  if (width == 0 || height == 0) damaged(path, "it has no pixels");
  if (width > longest_side || height > longest_side) {
    throw bad_data("data.too-large",
                   fmt::format("'{}' announces {} x {} pixels; sides up to {} can be read", path.string(), width, height, longest_side));
  }
  if (colour == PNG_COLOR_TYPE_GRAY_ALPHA || colour == PNG_COLOR_TYPE_RGB_ALPHA) {
    throw bad_data("data.unsupported-image", fmt::format("'{}' has an alpha channel", path.string()), "save it without transparency");
  }
  if (colour != PNG_COLOR_TYPE_GRAY && colour != PNG_COLOR_TYPE_RGB && colour != PNG_COLOR_TYPE_PALETTE) damaged(path, "its colour type is unknown");
  PngHeader header;
  header.channels = colour == PNG_COLOR_TYPE_GRAY ? 1 : 3;
  header.height = height;
  header.width = width;
  header.type = depth == 16 ? datasets::ElementType::uint16 : datasets::ElementType::uint8;
  return header;
}

std::vector<unsigned char> read_png(const std::filesystem::path& path, const PngHeader& header) {
  const auto row_bytes = static_cast<std::size_t>(header.width * header.channels * bytes_of(header.type));
  std::vector<unsigned char> pixels(row_bytes * static_cast<std::size_t>(header.height));
  std::vector<unsigned char*> rows;
  for (std::int64_t row = 0; row < header.height; ++row) rows.push_back(pixels.data() + static_cast<std::size_t>(row) * row_bytes);
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) throw bad_data("data.unreadable", fmt::format("'{}' cannot be opened", path.string()));
  Failure failure;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, &on_error, &on_warning);
  png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
  const bool good = info != nullptr && decode(png, info, file.get(), rows.data(), rows.size(), row_bytes);
  png_destroy_read_struct(&png, &info, nullptr);
  if (!good) damaged(path, failure.text[0] != '\0' ? failure.text.data() : "libpng cannot read it");
  if (std::fgetc(file.get()) != EOF)
    throw bad_data("data.trailing-bytes", fmt::format("'{}' goes on after its image", path.string()), datasets::fetch_again);
  return pixels;
}

}  // namespace image_folder
