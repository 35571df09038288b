#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_bytes.hpp"

namespace datasets {

/// The lines of a text file, plain or gzip-compressed, in memory that one line bounds.
class TextLines {
 public:
  explicit TextLines(const std::filesystem::path& path);

  /// The next line without its end ("\n" or "\r\n"), valid until the next call; nothing at the end of the file.
  /// Throws DataError: those of FileBytes; data.wrong-magic for a zero byte (no text); data.line-too-long beyond 16 MiB.
  std::optional<std::string_view> next();
  /// "data.csv, line 3": the place of the line that `next` gave last.
  [[nodiscard]] std::string place() const;
  [[nodiscard]] std::string name() const { return bytes_.name(); }

 private:
  bool refill();

  FileBytes bytes_;
  std::vector<unsigned char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::string line_;
  std::int64_t number_ = 0;
};

/// `text` as a number; nothing when it is none. Accepts a sign, decimals, exponents, inf and nan, whatever the locale.
std::optional<double> to_number(std::string_view text);

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace datasets
