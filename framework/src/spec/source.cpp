#include "spec/source.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/suggest.hpp"
#include "base/utf8.hpp"

namespace assay::spec {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* code, std::string message, Origin origin, std::string help = {}) {
  throw SpecError(Diagnostic{code, std::move(message), std::move(origin), std::move(help), {}});
}

Origin place(const Source& source, std::size_t offset) {
  const auto end = source.text.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto line_start = source.text.rfind('\n', offset == 0 ? 0 : offset - 1);
  const std::size_t column = line_start == std::string::npos || line_start >= offset ? offset : offset - line_start - 1;
  return {source.path, static_cast<int>(std::count(source.text.begin(), end, '\n')) + 1, static_cast<int>(column) + 1, 1};
}

/// "did you mean 'parts/model.toml'?", of the spec beside the place of a missing one whose name is nearest; empty when none is near. Of a path in
/// 'extends', as it would be written there.
std::string similar_file(const fs::path& missing, const Origin& named_at) {
  const fs::path folder = missing.parent_path();
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator file(folder.empty() ? "." : folder, error), end; !error && file != end; file.increment(error)) {
    if (file->path().extension() == ".toml") names.push_back(file->path().filename().string());
  }
  const std::string name = missing.filename().string();
  const bool lacks_extension = std::find(names.begin(), names.end(), name + ".toml") != names.end();
  const std::vector<std::string> near = lacks_extension ? std::vector<std::string>{name + ".toml"} : nearest(name, names);
  if (near.empty()) return "";
  const fs::path meant = folder / near.front();
  return fmt::format("did you mean '{}'?", (named_at.known() ? meant.lexically_relative(fs::path(named_at.file).parent_path()) : meant).string());
}

/// Refuses text whose nesting would exhaust the stack of a recursive parser or destructor, before any parser sees it.
/// Counts open brackets, and dots between the parts of one dotted key.
class NestingGuard {
 public:
  explicit NestingGuard(const Source& source) : source_(source) {}

  void check() {
    const std::string& text = source_.text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '#') {
        i = std::min(text.find('\n', i), text.size()) - 1;
      } else if (c == '"' || c == '\'') {
        i = end_of_string(i);
      } else {
        count(c, i);
      }
    }
  }

 private:
  void count(char c, std::size_t at) {
    const bool inside_key = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == ' ' || c == '\t';
    if (c == '.') {
      ++dots_;
    } else if (!inside_key) {
      dots_ = 0;
    }
    if (c == '[' || c == '{') ++brackets_;
    if (c == ']' || c == '}') brackets_ = std::max(0, brackets_ - 1);
    if (brackets_ <= deepest_nesting && dots_ <= deepest_nesting) return;
    fail("spec.nested-too-deeply", fmt::format("this is nested more than {} levels deep", deepest_nesting), place(source_, at));
  }

  /// Offset of the closing quote of the string that opens at `start`.
  [[nodiscard]] std::size_t end_of_string(std::size_t start) const {
    const std::string& text = source_.text;
    const char quote = text[start];
    const bool multi_line = text.compare(start, 3, std::string(3, quote)) == 0;
    for (std::size_t i = start + (multi_line ? 3 : 1); i < text.size(); ++i) {
      if (text[i] == '\\' && quote == '"') {
        ++i;
      } else if (!multi_line && (text[i] == quote || text[i] == '\n')) {
        return i;
      } else if (multi_line && text.compare(i, 3, std::string(3, quote)) == 0) {
        return i + 2;
      }
    }
    return text.size();
  }

  const Source& source_;
  int brackets_ = 0;
  int dots_ = 0;
};

/// toml++ tree -> Node tree.
class Converter {
 public:
  explicit Converter(std::string path) : path_(std::move(path)) {}

  Node convert(const toml::node& node, int depth) const {
    if (depth > deepest_nesting) {
      fail("spec.nested-too-deeply", fmt::format("this is nested more than {} levels deep", deepest_nesting), origin(node.source()));
    }
    if (const auto* table = node.as_table()) return convert_table(*table, depth);
    Node result;
    result.origin = origin(node.source());
    if (const auto* array = node.as_array()) {
      result.type = Node::Type::array;
      result.items.reserve(array->size());
      for (const auto& item : *array) result.items.push_back(convert(item, depth + 1));
      return result;
    }
    result.type = Node::Type::scalar;
    if (const auto* text = node.as_string()) {
      result.scalar = Value(text->get());
    } else if (const auto* integer = node.as_integer()) {
      result.scalar = Value(std::int64_t{integer->get()});
    } else if (const auto* real = node.as_floating_point()) {
      result.scalar = Value(real->get());
    } else if (const auto* boolean = node.as_boolean()) {
      result.scalar = Value(boolean->get());
    } else {
      fail("spec.unsupported-value", "a spec has no dates and times", origin(node.source()), "write it as a string in quotes");
    }
    return result;
  }

 private:
  Node convert_table(const toml::table& table, int depth) const {
    Node result;
    result.origin = origin(table.source());
    result.entries.reserve(table.size());
    for (const auto& [key, value] : table) result.entries.push_back({std::string(key.str()), origin(key.source()), convert(value, depth + 1)});
    // toml++ orders keys by name; messages, axes and arms want the order of the file.
    std::stable_sort(result.entries.begin(), result.entries.end(), [](const Entry& left, const Entry& right) {
      return std::pair(left.key_origin.line, left.key_origin.column) < std::pair(right.key_origin.line, right.key_origin.column);
    });
    return result;
  }

  [[nodiscard]] Origin origin(const toml::source_region& region) const {
    Origin result{path_, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column), 1};
    if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
      result.length = static_cast<int>(region.end.column - region.begin.column);
    }
    return result;
  }

  std::string path_;
};

std::string sentence(std::string_view description) {
  std::string text(description);
  constexpr std::string_view opening = "Error while parsing ";
  if (text.compare(0, opening.size(), opening) == 0) text.erase(0, opening.size());
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

Source read_source(const std::string& path, const Origin& named_at) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    const std::string similar = similar_file(path, named_at);
    const std::string rule = named_at.known() ? "a path in 'extends' is relative to the file that names it" : "";
    fail("spec.unreadable-file", fmt::format("there is no spec file '{}'", path), named_at, similar.empty() ? rule : similar);
  }
  if (!fs::is_regular_file(status)) {
    fail("spec.unreadable-file", fmt::format("'{}' is {}, not a spec file", path, fs::is_directory(status) ? "a folder" : "no regular file"),
         named_at);
  }
  const std::uintmax_t size = fs::file_size(path, error);
  if (!error && size > largest_file) {
    fail("spec.file-too-large", fmt::format("the spec file '{}' has {} bytes; at most {} are read", path, size, largest_file), named_at);
  }
  std::ifstream in(path, std::ios::binary);
  Source source{path, std::string(static_cast<std::size_t>(error ? 0 : size), '\0')};
  in.read(source.text.data(), static_cast<std::streamsize>(source.text.size()));
  if (!in) fail("spec.unreadable-file", fmt::format("the spec file '{}' cannot be read: {}", path, std::strerror(errno)), named_at);
  const std::size_t broken = first_invalid_utf8(source.text);
  if (broken != std::string::npos) {
    fail("spec.not-utf8", fmt::format("the spec file is not UTF-8 text: byte 0x{:02x}", static_cast<unsigned char>(source.text[broken])),
         place(source, broken));
  }
  return source;
}

Node parse_source(const Source& source) {
  NestingGuard(source).check();
  try {
    return Converter(source.path).convert(toml::parse(source.text, source.path), 0);
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    fail("spec.invalid-toml", "invalid TOML: " + sentence(error.description()),
         {source.path, static_cast<int>(at.line), static_cast<int>(at.column), 1});
  }
}

Node parse_literal(const std::string& text, const Origin& origin) {
  const Source line{origin.file, "value = " + text};
  const auto open = text.find_first_not_of(" \t");
  const bool must_parse = open != std::string::npos && std::strchr("[{\"'", text[open]) != nullptr;
  Node value;
  try {
    Node table = parse_source(line);
    if (table.entries.size() != 1 || table.find("value") == nullptr) throw SpecError(Diagnostic{"spec.invalid-toml", "invalid TOML", {}, {}, {}});
    value = std::move(table.entries.front().value);
  } catch (const SpecError& error) {
    if (must_parse) fail("spec.bad-override", fmt::format("cannot read '{}': {}", text, error.what()), origin);
    if (first_invalid_utf8(text) != std::string::npos) fail("spec.bad-override", "the value is not UTF-8 text", origin);
    return scalar_node(Value(text), origin);
  }
  const auto relocate = [&](const auto& self, Node& node) -> void {
    node.origin = origin;
    for (auto& item : node.items) self(self, item);
    for (auto& member : node.entries) {
      member.key_origin = origin;
      self(self, member.value);
    }
  };
  relocate(relocate, value);
  return value;
}

}  // namespace assay::spec
