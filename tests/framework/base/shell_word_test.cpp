#include "base/shell_word.hpp"

#include <doctest/doctest.h>

TEST_CASE("a word for the shell keeps spaces, dollars and quotes") {
  CHECK(assay::shell_word("") == "''");
  CHECK(assay::shell_word("a $b\n") == "'a $b\n'");
  CHECK(assay::shell_word("it's") == "'it'\\''s'");
}
