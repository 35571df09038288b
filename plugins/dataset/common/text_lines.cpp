#include "text_lines.hpp"

#include <charconv>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {
namespace {

constexpr std::size_t buffer_size = 1 << 16;
constexpr std::size_t longest_line = std::size_t{16} << 20U;

}  // namespace

TextLines::TextLines(const std::filesystem::path& path) : bytes_(path), buffer_(buffer_size) {}

bool TextLines::refill() {
  at_ = 0;
  end_ = bytes_.read_some(buffer_.data(), buffer_.size());
  if (std::memchr(buffer_.data(), 0, end_) != nullptr) {
    throw bad_data("data.wrong-magic", fmt::format("'{}' is no text file: it has a zero byte near line {}", name(), number_ + 1));
  }
  return end_ > 0;
}

std::optional<std::string_view> TextLines::next() {
  line_.clear();
  bool complete = false;
  while (!complete && (at_ < end_ || refill())) {
    const auto* start = buffer_.data() + at_;
    const auto* newline = static_cast<const unsigned char*>(std::memchr(start, '\n', end_ - at_));
    complete = newline != nullptr;
    const std::size_t length = complete ? static_cast<std::size_t>(newline - start) : end_ - at_;
    line_.append(reinterpret_cast<const char*>(start), length);
    at_ += length + (complete ? 1 : 0);
    if (line_.size() > longest_line) {
      throw bad_data("data.line-too-long", fmt::format("line {} of '{}' is longer than 16 MiB", number_ + 1, name()));
    }
  }
  if (!complete && line_.empty()) return std::nullopt;
  ++number_;
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  return line_;
}

std::string TextLines::place() const { return fmt::format("line {} of '{}'", number_, name()); }

std::optional<double> to_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace datasets
