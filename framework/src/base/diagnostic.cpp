#include "base/diagnostic.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

namespace assay {
namespace {

constexpr std::size_t most_shown = 20;
constexpr std::size_t longest_line = 160;

struct Paint {
  bool on;
  [[nodiscard]] std::string operator()(const char* sequence, const std::string& text) const {
    return on ? std::string(sequence) + text + "\033[0m" : text;
  }
};

constexpr const char* red = "\033[1;31m";
constexpr const char* green = "\033[32m";
constexpr const char* bold = "\033[1m";

/// Specs are somebody's text: nothing in them may steer the terminal.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c >= '\0' && c < ' ' && c != '\n') || c == '\x7f'; }, ' ');
  return text;
}

std::string excerpt(const Origin& origin, const std::string& line, const Paint& paint) {
  const std::string shown = printable(line.substr(0, longest_line));
  const std::size_t column = static_cast<std::size_t>(std::max(origin.column, 1));
  std::string text = fmt::format("{:>5} | {}\n", origin.line, shown);
  if (column > shown.size() + 1) return text;
  const std::size_t room = std::max<std::size_t>(1, shown.size() + 1 - column);
  const std::size_t length = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(origin.length, 1)), 1, room);
  return text + fmt::format("{:>5} | {}{}\n", "", std::string(column - 1, ' '), paint(red, std::string(length, '^')));
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const LineSource& lines, RenderStyle style) {
  const Paint paint{style.colour};
  const Origin& origin = diagnostic.origin;
  std::string place;
  if (origin.known()) place = origin.line > 0 ? fmt::format("{}:{}:{}: ", origin.file, origin.line, std::max(origin.column, 1)) : origin.file + ": ";
  std::string text = fmt::format("{}{} {} [{}]\n", paint(bold, place), paint(red, "error:"), printable(diagnostic.message), diagnostic.code);
  if (origin.line > 0 && lines) {
    if (const auto line = lines(origin.file, origin.line)) text += excerpt(origin, *line, paint);
  }
  if (!diagnostic.help.empty()) text += fmt::format("  {} {}\n", paint(green, "help:"), printable(diagnostic.help));
  for (const auto& note : diagnostic.notes) text += fmt::format("  {} {}\n", paint(bold, "note:"), printable(note));
  return text;
}

std::string render(const Error& error, const LineSource& lines, RenderStyle style) {
  const auto& diagnostics = error.diagnostics();
  const std::size_t shown = std::min(diagnostics.size(), most_shown);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : "\n") + render(diagnostics[i], lines, style);
  if (shown < diagnostics.size()) text += fmt::format("\n… and {} more errors\n", diagnostics.size() - shown);
  return text;
}

std::optional<std::string> line_of_file(const std::string& file, int line) {
  std::ifstream in(file);
  std::string text;
  for (int i = 0; i < line; ++i) {
    if (!std::getline(in, text)) return std::nullopt;
  }
  return text;
}

int exit_status(ErrorCategory category) {
  switch (category) {
    case ErrorCategory::trial: return 1;
    case ErrorCategory::spec: return 2;
    case ErrorCategory::plugin: return 3;
    case ErrorCategory::data: return 4;
    case ErrorCategory::internal: return 70;
  }
  return 70;
}

}  // namespace assay
