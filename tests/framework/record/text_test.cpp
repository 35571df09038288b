#include <doctest/doctest.h>

#include <string>

#include "record/text.hpp"

using assay::record::valid_utf8;

TEST_CASE("valid UTF-8 stays as it is") {
  for (const std::string text : {"", "plain", "größe", "κλάση", "日本", "\xF0\x9F\x8E\xB2", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"})
    CHECK(valid_utf8(text) == text);
}

TEST_CASE("bytes that are no UTF-8 become the replacement character one by one") {
  const std::string replaced = "\xEF\xBF\xBD";
  CHECK(valid_utf8("a\xFF"
                   "b") == "a" + replaced + "b");
  CHECK(valid_utf8("\xC3") == replaced);                                // cut
  CHECK(valid_utf8("\xC0\x80") == replaced + replaced);                 // overlong
  CHECK(valid_utf8("\xED\xA0\x80") == replaced + replaced + replaced);  // surrogate
  CHECK(valid_utf8("\xF4\x90\x80\x80").size() == 12);                   // beyond U+10FFFF
  CHECK(valid_utf8(std::string("a\0b", 3)) == "a" + replaced + "b");
}
