#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "record/posix.hpp"

namespace assay::data {

/// Where the beginning of a file came from, kept beside it, so that the rest is taken from the same version.
struct PartOrigin {
  std::string url;
  std::string validator;  ///< strong ETag, or time of the last change; empty: the server told none
};

/// A file that is being downloaded.
class PartFile {
 public:
  explicit PartFile(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] std::int64_t size() const;
  [[nodiscard]] PartOrigin origin() const;
  /// Opens the file for `write`: behind what is there, or empty. Throws DataError "data.unwritable", as `write` does.
  void open(bool append, const PartOrigin& origin);
  void write(const char* data, std::size_t size);
  void close() { file_.reset(); }
  void remove();

 private:
  [[noreturn]] void fail(int error_number) const;
  [[nodiscard]] std::filesystem::path note() const { return path_.string() + ".from"; }

  std::filesystem::path path_;
  std::optional<record::Descriptor> file_;
};

}  // namespace assay::data
