#include <doctest/doctest.h>

#include <limits>

#include "support/idx_files.hpp"
#include "support/npy_files.hpp"
#include "support/reader.hpp"

// Every way in which a file of NumPy can be wrong ends in one DataError that names it.

namespace {

using assay::Value;
using namespace test_support;

const Reader reader("npy", {{"train_samples", "x.npy"}, {"scale", "none"}});

assay::Diagnostic problem(const std::string& bytes, Value::Table options = {}) { return reader.problem("x.npy", bytes, std::move(options)); }

assay::Diagnostic member_problem(const std::string& archive, const char* member = "x.npy:x") { return problem(archive, {{"train_samples", member}}); }

const std::string six = idx_bytes({1, 2, 3, 4, 5, 6});
const std::string array = npy_file("|u1", "(3, 2)", six);

}  // namespace

TEST_CASE("what is no NPY file is reported") {
  CHECK(problem("").code == "data.empty-file");
  CHECK(problem("plain text").code == "data.wrong-magic");
  CHECK(problem("short").code == "data.truncated");
  CHECK(problem(npy_file("|u1", "(3, 2)", six, false, 4)).code == "data.wrong-magic");
  CHECK(problem(array, {{"train_samples", "x.npy:x"}}).code == "data.wrong-magic");
}

TEST_CASE("a length that does not fit is reported") {
  CHECK(problem(array.substr(0, array.size() - 1)).code == "data.truncated");
  CHECK(problem(array + "x").code == "data.trailing-bytes");
  CHECK(problem(test_support::gzipped(array + "x")).code == "data.trailing-bytes");
  CHECK(problem(test_support::gzipped(array.substr(0, 100))).code == "data.truncated");
  CHECK(problem(npy_file("|u1", "(1000000000, 784)", six)).code == "data.truncated");
  CHECK(problem(npy_file("<f8", "(99999999999, 99999999999)", six)).code == "data.truncated");
  CHECK(problem(npy_file("<f8", "(999999999999999999999, 2)", six)).code == "data.corrupted");
}

TEST_CASE("headers that cannot be understood are reported") {
  for (const char* shape : {"(3, 2", "3, 2", "(3, -2)", "(3; 2)", "(a)", "[3, 2]"}) {
    CAPTURE(shape);
    CHECK(problem(npy_file("|u1", shape, six)).code == "data.corrupted");
  }
  CHECK(problem(npy_file("|u1", "(6,)", six)).code == "data.wrong-dimensions");
  CHECK(problem(npy_file("|u1", "()", "x")).code == "data.wrong-dimensions");
  CHECK(problem(npy_file("|u1", "(0, 2)", "")).code == "data.no-samples");
  CHECK(problem(npy_file("|u1", "(1, 1, 1, 1, 6)", six)).code == "data.wrong-dimensions");
  const auto object = problem(npy_file("|O", "()", "pickle"));
  CHECK(object.code == "data.unknown-element-type");
  CHECK(contains(object.help, "pickled"));
  for (const char* type : {"<c8", "<U3", "|S4", "<f16", "u1", ""}) CHECK(problem(npy_file(type, "(3, 2)", six)).code == "data.unknown-element-type");
}

TEST_CASE("values that are not finite are reported") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(problem(npy_file(">f4", "(1, 2)", idx_numbers<float, std::uint32_t>({1, nan}))).code == "data.not-finite");
  CHECK(problem(npy_file("<f4", "(1, 2)", std::string(8, '\0')), {{"train_labels", "x.npy"}}).code == "data.count-mismatch");
}

TEST_CASE("archives are checked before and while they are read") {
  CHECK(member_problem(zip_file({{"x.npy", array, 8}})).code.empty());
  const auto missing = member_problem(zip_file({{"a.npy", array}, {"b.npy", array}}));
  CHECK(missing.code == "data.missing-array");
  CHECK(contains(missing.help, "a, b"));
  CHECK(member_problem(zip_file({{"a.npy", array}, {"b.npy", array}}), "x.npy").code == "data.missing-array");
  CHECK(member_problem(zip_file({{"x.npy", array, 12}})).code == "data.unknown-compression");
  std::string encrypted = zip_file({{"x.npy", array}});
  encrypted[encrypted.rfind("PK\x01\x02") + 8] = 1;
  CHECK(member_problem(encrypted).code == "data.unknown-compression");
  CHECK(member_problem("PK and no archive").code == "data.truncated");
}

TEST_CASE("a wrong checksum or size of a member is reported") {
  for (const int method : {0, 8}) {
    CAPTURE(method);
    const std::string archive = zip_file({{"x.npy", array, method}});
    std::string checksum = archive;
    const std::size_t entry = checksum.rfind("PK\x01\x02");
    checksum[entry + 16] = static_cast<char>(checksum[entry + 16] ^ 1);
    CHECK(member_problem(checksum).code == "data.corrupted");
    CHECK(contains(member_problem(checksum).message, "checksum"));
    std::string longer = archive;
    longer[entry + 24] = static_cast<char>(longer[entry + 24] + 1);
    CHECK_FALSE(member_problem(longer).code.empty());
    std::string shorter = archive;
    shorter[entry + 24] = static_cast<char>(shorter[entry + 24] - 1);
    CHECK_FALSE(member_problem(shorter).code.empty());
  }
}

TEST_CASE("a bomb in an archive is inflated no further than its header promises") {
  const std::string bomb = npy_file("|u1", "(1, 2)", std::string(1U << 26U, '\0'));
  CHECK(member_problem(zip_file({{"x.npy", bomb, 8}})).code == "data.trailing-bytes");
  const std::string large = npy_file("|u1", "(65536, 1024)", std::string(1U << 26U, '\0'));
  CHECK(problem(zip_file({{"x.npy", large, 8}}), {{"memory_limit", 255}}).code == "data.too-large");
}

TEST_CASE("damage of a valid file ends in a data error or in data of the right shape") {
  const TemporaryFolder folder;
  const auto make = [&] { return make_component<assay::Dataset>("npy", {{"train_samples", "x"}, {"scale", "none"}}, {folder.path()}); };
  const auto plain = test_support::try_damage(folder / "x", array, {1, 200}, make);
  CHECK(plain.refused > 250);
  const auto archive = test_support::try_damage(folder / "x", zip_file({{"x.npy", array, 8}}), {1, 200}, make);
  CHECK(archive.refused > 500);
}
