#include "data/local_files.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "base/sha256.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using namespace assay::data;
using test_support::TemporaryFolder;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

PublishedFile published(const std::string& name, std::int64_t size = 0, const std::string& sha256 = {}) {
  PublishedFile file;
  file.name = name;
  file.size = size;
  file.sha256 = sha256;
  return file;
}

}  // namespace

TEST_CASE("a file is found in the first folder that has it, packed or not") {
  const TemporaryFolder first;
  const TemporaryFolder second;
  const std::vector<fs::path> roots{first.path(), second.path()};
  CHECK(find_local(published("set/a.gz"), roots).state == FileState::absent);
  write(second / "set/a.gz", "abc");
  CHECK(find_local(published("set/a.gz"), roots).path == second / "set/a.gz");
  CHECK(find_local(published("set/a.gz", 3), roots).state == FileState::present);
  CHECK(find_local(published("set/a.gz", 4), roots).state == FileState::wrong_size);
  write(first / "set/a", "unpacked");
  const auto found = find_local(published("set/a.gz", 3), roots);
  CHECK(found.path == first / "set/a");
  CHECK(found.state == FileState::repacked);
  fs::create_directories(first / "set/b");
  CHECK(find_local(published("set/b"), roots).state == FileState::absent);  // a folder is no file
}

TEST_CASE("the state of a data set is that of its files, optional ones where they are there") {
  const std::vector<PublishedFile> two{published("a"), published("b")};
  const LocalFile absent;
  const LocalFile present{"x", FileState::present, 1};
  const LocalFile wrong{"x", FileState::wrong_size, 1};
  CHECK(state_of(two, {absent, absent}) == SetState::absent);
  CHECK(state_of(two, {present, absent}) == SetState::partial);
  CHECK(state_of(two, {present, present}) == SetState::present);
  CHECK(state_of(two, {wrong, absent}) == SetState::corrupt);
  std::vector<PublishedFile> optional = two;
  optional[1].optional = true;
  CHECK(state_of(optional, {present, absent}) == SetState::present);
  CHECK(state_of(optional, {present, wrong}) == SetState::corrupt);
  CHECK(state_of(optional, {absent, present}) == SetState::partial);
}

TEST_CASE("a file is held against the published checksum, else against the recorded one") {
  const TemporaryFolder folder;
  write(folder / "a", "abc");
  const auto verdict = [&](const PublishedFile& file) { return verify(file, find_local(file, {folder.path()})).verdict; };
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-4, example of one block
  CHECK(verdict(published("a", 3, abc)) == Verdict::sound);
  CHECK(verdict(published("a", 3, assay::sha256_hex("abd"))) == Verdict::damaged);
  CHECK(verdict(published("a", 2, abc)) == Verdict::damaged);
  CHECK(verdict(published("a")) == Verdict::unknown);
  record_checksum(folder / "a", abc);
  CHECK(recorded_checksum(folder / "a") == abc);
  CHECK(verdict(published("a")) == Verdict::sound);
  write(folder / "a", "abd");
  CHECK(verdict(published("a")) == Verdict::damaged);
  CHECK(verdict(published("a", 3, assay::sha256_hex("abd"))) == Verdict::sound);  // what is published counts more
}
