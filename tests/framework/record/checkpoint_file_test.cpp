#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <fstream>

#include "assay/core/error.hpp"
#include "record/checkpoint_file.hpp"
#include "record/layout.hpp"
#include "record/sealed_file.hpp"
#include "support/folder_files.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

namespace {

Checkpoint sample() {
  Checkpoint checkpoint;
  checkpoint.meta["epoch"] = 5;
  checkpoint.meta["wall_s"] = 0.1;
  checkpoint.arrays.push_back(make_array("encoder/layer0.weight", std::vector<float>{1.5F, -0.0F, std::nanf("")}));
  checkpoint.arrays.push_back(make_array("encoder", std::vector<std::uint8_t>{1, 2, 255}));
  checkpoint.arrays.push_back(make_array("stream:init", std::vector<std::int64_t>{}, {0}));
  checkpoint.arrays.push_back(make_array("..", std::vector<double>{3.25}, {1, 1}));
  return checkpoint;
}

std::string code_of(const std::filesystem::path& path) {
  try {
    read_checkpoint(path);
  } catch (const DataError& error) {
    return error.code();
  }
  return "none";
}

}  // namespace

TEST_CASE("a checkpoint keeps names and order and every bit") {
  const test_support::TemporaryFolder folder;
  const Checkpoint written = sample();
  write_checkpoint(folder / "c.h5", written);
  CHECK(test_support::count_files(folder.path()) == 1);
  const Checkpoint read = read_checkpoint(folder / "c.h5");
  CHECK(read.meta == written.meta);
  REQUIRE(read.arrays.size() == written.arrays.size());
  for (std::size_t i = 0; i < read.arrays.size(); ++i) {
    CHECK(read.arrays[i].name == written.arrays[i].name);
    CHECK(read.arrays[i].type == written.arrays[i].type);
    CHECK(read.arrays[i].shape == written.arrays[i].shape);
    if (written.arrays[i].bytes() > 0) CHECK(std::memcmp(read.arrays[i].data, written.arrays[i].data, written.arrays[i].bytes()) == 0);
  }
}

TEST_CASE("a newer checkpoint replaces the older one") {
  const test_support::TemporaryFolder folder;
  Checkpoint checkpoint = sample();
  write_checkpoint(folder / "c.h5", checkpoint);
  checkpoint.meta["epoch"] = 6;
  write_checkpoint(folder / "c.h5", checkpoint);
  CHECK(read_checkpoint(folder / "c.h5").meta.at("epoch").integer() == 6);
  CHECK(test_support::count_files(folder.path()) == 1);
}

TEST_CASE("a checkpoint with any changed byte is refused") {
  const test_support::TemporaryFolder folder;
  write_checkpoint(folder / "c.h5", sample());
  const std::string bytes = test_support::read_bytes(folder / "c.h5");
  for (std::size_t i = 0; i < bytes.size(); i += 37) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    test_support::write_bytes(folder / "bad.h5", damaged);
    CHECK(code_of(folder / "bad.h5") == "h5.unreadable");
  }
}

TEST_CASE("a truncated or absent or foreign checkpoint is refused") {
  const test_support::TemporaryFolder folder;
  write_checkpoint(folder / "c.h5", sample());
  const std::string bytes = test_support::read_bytes(folder / "c.h5");
  for (std::size_t length = 0; length < bytes.size(); length += 101) {
    test_support::write_bytes(folder / "bad.h5", bytes.substr(0, length));
    CHECK(code_of(folder / "bad.h5") == "h5.unreadable");
  }
  CHECK(code_of(folder / "none.h5") == "h5.unreadable");
  test_support::write_bytes(folder / "text.h5", std::string(2000, 'x'));
  CHECK(code_of(folder / "text.h5") == "h5.unreadable");
}

TEST_CASE("a checkpoint of a later layout says so") {
  const test_support::TemporaryFolder folder;
  h5::write_sealed(folder / "c.h5", {}, [](const h5::Id& file) {
    h5::set_attribute(file, layout::kind, std::string(layout::kind_checkpoint));
    h5::set_attribute(file, layout::layout_version, layout::version + 1);
  });
  CHECK(code_of(folder / "c.h5") == "h5.newer-layout");
}

TEST_CASE("a checkpoint without a seal may be half of one") {
  const test_support::TemporaryFolder folder;
  write_checkpoint(folder / "c.h5", sample());
  const std::string bytes = test_support::read_bytes(folder / "c.h5");
  test_support::write_bytes(folder / "c.h5", bytes.substr(0, bytes.rfind("assay seal")));
  CHECK(code_of(folder / "c.h5") == "h5.unreadable");
}
