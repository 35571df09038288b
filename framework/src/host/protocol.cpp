#include "host/protocol.hpp"

#include <array>
#include <cerrno>
#include <chrono>

#include <poll.h>
#include <unistd.h>

#include "base/json.hpp"

namespace assay::host {
namespace {

constexpr std::array<const char*, 5> category_names{"trial", "spec", "plugin", "data", "internal"};

ErrorCategory category_from(const std::string& name) {
  for (std::size_t i = 0; i < category_names.size(); ++i) {
    if (name == category_names[i]) return static_cast<ErrorCategory>(i);
  }
  return ErrorCategory::internal;
}

Value diagnostic_to_value(const Diagnostic& diagnostic) {
  Value::Array notes;
  for (const auto& note : diagnostic.notes) notes.emplace_back(note);
  const Origin& origin = diagnostic.origin;
  return Value::Table{{"code", diagnostic.code},
                      {"message", diagnostic.message},
                      {"help", diagnostic.help},
                      {"notes", std::move(notes)},
                      {"origin", Value::Table{{"file", origin.file}, {"line", origin.line}, {"column", origin.column}, {"length", origin.length}}}};
}

Diagnostic diagnostic_from(const Value& value) {
  Diagnostic diagnostic;
  diagnostic.code = value.at("code").string();
  diagnostic.message = value.at("message").string();
  diagnostic.help = value.at("help").string();
  for (const auto& note : value.at("notes").array()) diagnostic.notes.push_back(note.string());
  const Value& origin = value.at("origin");
  diagnostic.origin = {origin.at("file").string(), static_cast<int>(origin.at("line").integer()), static_cast<int>(origin.at("column").integer()),
                       static_cast<int>(origin.at("length").integer())};
  return diagnostic;
}

}  // namespace

Value error_to_value(const Error& error) {
  Value::Array diagnostics;
  for (const auto& diagnostic : error.diagnostics()) diagnostics.push_back(diagnostic_to_value(diagnostic));
  return Value::Table{{"category", category_names.at(static_cast<std::size_t>(error.category()))}, {"diagnostics", std::move(diagnostics)}};
}

Error error_from_value(const Value& value) {
  std::vector<Diagnostic> diagnostics;
  for (const auto& diagnostic : value.at("diagnostics").array()) diagnostics.push_back(diagnostic_from(diagnostic));
  if (diagnostics.empty()) diagnostics.push_back({"internal.empty-error", "an error without a message was reported", {}, "", {}});
  return {category_from(value.at("category").string()), std::move(diagnostics)};
}

std::optional<std::string> LineReader::take_line() {
  const std::size_t end = buffer_.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

std::optional<std::string> LineReader::next(int timeout_ms) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    if (auto line = take_line()) return line;
    if (closed_) return std::nullopt;
    int wait_ms = -1;
    if (timeout_ms >= 0) {
      wait_ms = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count());
      if (wait_ms < 0) wait_ms = 0;
    }
    pollfd waiting{descriptor_, POLLIN, 0};
    const int ready = poll(&waiting, 1, wait_ms);
    if (ready == 0) return std::nullopt;
    if (ready < 0) {
      if (errno == EINTR) return std::nullopt;  // the caller may have to look at a signal
      closed_ = true;
      continue;
    }
    std::array<char, 65536> piece{};
    const ssize_t count = read(descriptor_, piece.data(), piece.size());
    if (count > 0) buffer_.append(piece.data(), static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) closed_ = true;
  }
}

bool write_line(int descriptor, const Value& value) {
  const std::string text = to_json(value) + "\n";
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) written += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace assay::host
