#include "npy_file.hpp"

#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/errors.hpp"
#include "common/file_bytes.hpp"
#include "common/zip_archive.hpp"
#include "npy_header.hpp"

namespace npy {
namespace {

using datasets::bad_data;

constexpr std::size_t longest_header = 1 << 16;

bool is_zip(const std::filesystem::path& path) {
  datasets::OpenFile file(path);
  std::array<unsigned char, 2> start{};
  return file.read_some(start.data(), start.size()) == start.size() && start[0] == 'P' && start[1] == 'K';
}

std::unique_ptr<datasets::ByteStream> open_member(const std::filesystem::path& path, const std::string& array) {
  const auto entries = datasets::zip_directory(path);
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    const bool is_array = entry.name.size() > 4 && entry.name.compare(entry.name.size() - 4, 4, ".npy") == 0;
    names.push_back(is_array ? entry.name.substr(0, entry.name.size() - 4) : entry.name);
    if (names.back() == array) return open_zip_member(path, entry);
  }
  if (array.empty() && entries.size() == 1) return open_zip_member(path, entries.front());
  const std::string what = array.empty() ? fmt::format("'{}' holds {} arrays; say which one is meant", path.string(), names.size())
                                         : fmt::format("'{}' has no array '{}'", path.string(), array);
  names.resize(std::min<std::size_t>(names.size(), 50));
  throw bad_data("data.missing-array", what, fmt::format("write FILE:ARRAY; arrays are: {}", fmt::join(names, ", ")));
}

std::unique_ptr<datasets::ByteStream> open_stream(const std::filesystem::path& path, const std::string& array) {
  if (is_zip(path)) return open_member(path, array);
  if (array.empty()) return std::make_unique<datasets::FileBytes>(path);
  throw bad_data("data.wrong-magic", fmt::format("'{}' is no NPZ archive, so it has no array '{}'", path.string(), array),
                 "leave ':ARRAY' out for an NPY file");
}

struct HeaderText {
  std::string text;
  std::uint64_t bytes;  // with what stands before it
};

HeaderText read_header_text(datasets::ByteStream& stream) {
  constexpr unsigned char magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  std::array<unsigned char, 8> start{};
  stream.read(start.data(), start.size(), "header");
  if (std::memcmp(start.data(), magic, sizeof(magic)) != 0) {
    throw bad_data("data.wrong-magic", fmt::format("'{}' is no NPY file", stream.name()), "an NPY file begins with \\x93NUMPY");
  }
  const int version = start[6];
  if (version < 1 || version > 3) {
    throw bad_data("data.wrong-magic", fmt::format("'{}' has version {} of the NPY format; 1 to 3 can be read", stream.name(), version));
  }
  std::array<unsigned char, 4> raw{};
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  stream.read(raw.data(), length_bytes, "header");
  const std::size_t length = raw[0] | (std::size_t{raw[1]} << 8U) | (std::size_t{raw[2]} << 16U) | (std::size_t{raw[3]} << 24U);
  if (length > longest_header)
    throw bad_data("data.corrupted", fmt::format("the NPY header of '{}' is too long", stream.name()), datasets::fetch_again);
  std::string text(length, '\0');
  stream.read(reinterpret_cast<unsigned char*>(text.data()), length, "header");
  return {text, start.size() + length_bytes + length};
}

}  // namespace

datasets::StoredArray open_npy(const std::filesystem::path& path, const std::string& array) {
  datasets::StoredArray opened;
  opened.stream = open_stream(path, array);
  opened.name = opened.stream->name();
  const auto [text, header_bytes] = read_header_text(*opened.stream);
  const NpyHeader header = parse_npy_header(text, opened.name);
  opened.sizes = header.shape;
  opened.type = header.type;
  opened.order = header.order;
  opened.column_major = header.fortran_order;
  const auto data_bytes = static_cast<std::uint64_t>(datasets::capped_product(opened.total(), bytes_of(opened.type)));
  opened.stream->check_announced(header_bytes + data_bytes, opened.text());
  return opened;
}

}  // namespace npy
