#include <doctest/doctest.h>

#include "host/stamp.hpp"

using namespace assay::host;

namespace {

const Stamp host{{"assay_headers", "abc"},  {"torch", "1.13.1"},    {"cxx11_abi", "1"}, {"stdlib", "libstdc++ 12"}, {"compiler", "gcc 12.2"},
                 {"debug_containers", "0"}, {"sanitizers", "none"}, {"cxx", "201703L"}, {"build", "Release"}};

Stamp with(const std::string& key, const std::string& value) {
  Stamp stamp = host;
  for (auto& entry : stamp) {
    if (entry.first == key) entry.second = value;
  }
  return stamp;
}

bool differs(const std::string& key, const std::string& value) { return !stamp_differences(with(key, value), host).empty(); }

}  // namespace

TEST_CASE("a stamp is split into its lines") {
  const Stamp stamp = parse_stamp("a=1\nb=x=y\nnonsense\nc=");
  CHECK(stamp == Stamp{{"a", "1"}, {"b", "x=y"}, {"c", ""}});
  CHECK(parse_stamp("").empty());
}

TEST_CASE("each key of a stamp has its own policy") {
  CHECK(stamp_differences(host, host).empty());
  CHECK(differs("assay_headers", "abd"));
  CHECK(differs("torch", "1.13.0"));
  CHECK(differs("cxx11_abi", "0"));
  CHECK(differs("stdlib", "libstdc++ 13"));
  CHECK(differs("stdlib", "libc++ 12"));
  CHECK_FALSE(differs("stdlib", "libstdc++ 12.3"));
  CHECK(differs("compiler", "clang 14.0"));
  CHECK_FALSE(differs("compiler", "gcc 12.3"));
  CHECK_FALSE(differs("compiler", "gcc 13.1"));
  CHECK(differs("debug_containers", "1"));
  CHECK(differs("sanitizers", "address"));
  CHECK_FALSE(differs("cxx", "202002L"));
  CHECK_FALSE(differs("build", "Debug"));
}

TEST_CASE("a key that a plugin does not have counts as a difference") {
  const auto differences = stamp_differences(parse_stamp("assay_headers=abc"), host);
  REQUIRE(differences.size() == 6);
  CHECK(differences.front().key == "torch");
  CHECK(differences.front().plugin == "(absent)");
}

TEST_CASE("differences are shown as a table") {
  const auto lines = difference_table({{"torch", "2.1.0", "1.13.1"}, {"sanitizers", "address", "none"}});
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "key         plugin   host");
  CHECK(lines[1] == "torch       2.1.0    1.13.1");
  CHECK(lines[2] == "sanitizers  address  none");
}
