#include "data/part_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>

#include "assay/core/error.hpp"

namespace assay::data {

namespace fs = std::filesystem;

std::int64_t PartFile::size() const {
  std::error_code error;
  const auto size = fs::file_size(path_, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

PartOrigin PartFile::origin() const {
  std::ifstream in(note());
  PartOrigin origin;
  std::getline(in, origin.url);
  std::getline(in, origin.validator);
  return origin;
}

void PartFile::open(bool append, const PartOrigin& origin) {
  // The note first: a beginning without a note is never taken for the beginning of another version.
  if (!append) {
    remove();
    std::ofstream out(note(), std::ios::trunc);
    out << origin.url << '\n' << origin.validator << '\n';
    out.close();
    if (!out) fail(errno);
  }
  const int opened = record::open_file(path_, O_WRONLY | O_CREAT | O_APPEND);
  if (opened < 0) fail(errno);
  file_.emplace(opened);
}

void PartFile::write(const char* data, std::size_t size) {
  if (!record::write_all(file_->get(), data, size)) fail(errno);
}

void PartFile::remove() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  fs::remove(note(), ignored);
}

void PartFile::fail(int error_number) const {
  throw DataError("data.unwritable", fmt::format("cannot write '{}': {}", path_.string(), std::generic_category().message(error_number)));
}

}  // namespace assay::data
