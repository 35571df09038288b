#include <doctest/doctest.h>

#include <string>

#include "base/utf8.hpp"

using assay::first_invalid_utf8;
using assay::valid_utf8;

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

TEST_CASE("invalid UTF-8 is found at its first byte") {
  CHECK(first_invalid_utf8("plain") == std::string::npos);
  CHECK(first_invalid_utf8("x\xCC\x82 \xE2\x88\x9E \xF0\x9F\x98\x80") == std::string::npos);
  CHECK(first_invalid_utf8("ab\xFF") == 2);
  CHECK(first_invalid_utf8("a\xC0\xAF") == 1);          // overlong
  CHECK(first_invalid_utf8("a\xED\xA0\x80") == 1);      // surrogate
  CHECK(first_invalid_utf8("a\xF4\x90\x80\x80") == 1);  // beyond U+10FFFF
  CHECK(first_invalid_utf8("a\xE2\x88") == 1);          // cut off
}

TEST_CASE("characters are code points, whatever bytes they have") {
  CHECK(assay::utf8_characters("") == 0);
  CHECK(assay::utf8_characters("größe") == 5);
  CHECK(assay::utf8_characters("\xF0\x9F\x8E\xB2!") == 2);
}
