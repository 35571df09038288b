#include "npy_header.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "common/errors.hpp"

namespace npy {
namespace {

using datasets::bad_data;
using datasets::ElementType;

/// The three entries as text: a quoted string, a word, or a tuple with its parentheses.
class DictionaryText {
 public:
  DictionaryText(std::string text, std::string file) : text_(std::move(text)), file_(std::move(file)) {
    expect('{');
    while (peek() != '}') {
      const std::string key = quoted();
      expect(':');
      if (!values_.emplace(key, value()).second) fail();
      if (peek() == ',') expect(',');
    }
    expect('}');
    if (peek() != '\0') fail();
  }

  const std::string& operator[](const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end() || values_.size() != 3) fail();
    return found->second;
  }

  [[noreturn]] void fail() const {
    throw bad_data("data.corrupted", fmt::format("the NPY header of '{}' cannot be understood", file_), datasets::fetch_again);
  }

 private:
  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void expect(char wanted) {
    if (peek() != wanted) fail();
    ++at_;
  }
  std::string until(const char* ends) {
    const auto end = text_.find_first_of(ends, at_);
    if (end == std::string::npos) fail();
    std::string part = text_.substr(at_, end - at_);
    at_ = end;
    return part;
  }
  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail();
    ++at_;
    std::string part = until(quote == '"' ? "\"" : "'");
    ++at_;
    return part;
  }
  std::string value() {
    const char first = peek();
    if (first == '\'' || first == '"') return quoted();
    if (first == '[') return until("}");  // a record of several fields; nothing can be read behind it, nor need be
    if (first != '(') return until(",} ");
    std::string part = until(")");
    ++at_;
    return part + ")";
  }

  std::string text_;
  std::string file_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> values_;
};

ElementType element_type(const std::string& description, const std::string& file) {
  static const std::map<std::string, ElementType> known = {{"b1", ElementType::boolean}, {"u1", ElementType::uint8},  {"i1", ElementType::int8},
                                                           {"u2", ElementType::uint16},  {"i2", ElementType::int16},  {"u4", ElementType::uint32},
                                                           {"i4", ElementType::int32},   {"u8", ElementType::uint64}, {"i8", ElementType::int64},
                                                           {"f4", ElementType::float32}, {"f8", ElementType::float64}};
  const bool marked = !description.empty() && std::string("<>|=").find(description[0]) != std::string::npos;
  const auto found = marked ? known.find(description.substr(1)) : known.end();
  if (found != known.end()) return found->second;
  const bool pickled = description == "|O";
  throw bad_data(
      "data.unknown-element-type", fmt::format("'{}' holds numbers of the NumPy type '{}'", file, description),
      pickled ? "it is a pickled Python object; save plain arrays instead" : "whole numbers of 1 to 8 bytes, float32, float64 and bool can be read");
}

std::vector<std::int64_t> tuple(const std::string& text, const DictionaryText& dictionary) {
  if (text.empty() || text.front() != '(') dictionary.fail();
  std::vector<std::int64_t> numbers;
  bool in_number = false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      if (!in_number) numbers.push_back(0);
      in_number = true;
      if (numbers.back() > 100000000000000000) dictionary.fail();
      numbers.back() = 10 * numbers.back() + (c - '0');
    } else if (c == ',' || c == ' ') {
      in_number = false;
    } else {
      dictionary.fail();
    }
  }
  if (numbers.size() > 32) dictionary.fail();
  return numbers;
}

}  // namespace

NpyHeader parse_npy_header(const std::string& text, const std::string& file) {
  const DictionaryText dictionary(text, file);
  const std::string& description = dictionary["descr"];
  NpyHeader header;
  header.type = element_type(description, file);
  header.order = description[0] == '>' ? datasets::ByteOrder::big : datasets::ByteOrder::little;
  const std::string& fortran = dictionary["fortran_order"];
  if (fortran != "True" && fortran != "False") dictionary.fail();
  header.fortran_order = fortran == "True";
  header.shape = tuple(dictionary["shape"], dictionary);
  return header;
}

}  // namespace npy
