#include "record/seal.hpp"

#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "record/id.hpp"
#include "support/folder_files.hpp"
#include "support/temporary_folder.hpp"

using namespace assay::record;

namespace {

enum class Finding { sound, unsealed, broken };

Finding look_at(const std::filesystem::path& path) {
  try {
    return check_seal(path) ? Finding::sound : Finding::unsealed;
  } catch (const h5::Failure&) {
    return Finding::broken;
  }
}

}  // namespace

TEST_CASE("a sealed file gives back its text and is sound") {
  const test_support::TemporaryFolder folder;
  test_support::write_bytes(folder / "f", "content");
  CHECK_FALSE(check_seal(folder / "f"));
  CHECK_FALSE(sealed_text(folder / "f"));
  seal_file(folder / "f", "what it is about");
  CHECK(check_seal(folder / "f"));
  CHECK(sealed_text(folder / "f") == "what it is about");
  CHECK(test_support::read_bytes(folder / "f").compare(0, 7, "content") == 0);
  test_support::write_bytes(folder / "empty", "");
  seal_file(folder / "empty");
  CHECK(check_seal(folder / "empty"));
  CHECK(sealed_text(folder / "empty") == "");
}

TEST_CASE("any changed byte breaks the seal, or leaves the content as it was without one") {
  const test_support::TemporaryFolder folder;
  const std::string content(300, 'c');
  test_support::write_bytes(folder / "f", content);
  seal_file(folder / "f", "text");
  const std::string bytes = test_support::read_bytes(folder / "f");
  const std::size_t line = content.size() + 4;  // where the line of the seal begins
  std::size_t broken = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x01);
    test_support::write_bytes(folder / "bad", damaged);
    const Finding finding = look_at(folder / "bad");
    CHECK(finding != Finding::sound);
    if (i < line) CHECK(finding == Finding::broken);
    broken += finding == Finding::broken ? 1 : 0;
  }
  CHECK(broken > line);  // a wrong number in the line is noticed as well
}

TEST_CASE("a file that is cut or longer than its seal says is not sound") {
  const test_support::TemporaryFolder folder;
  test_support::write_bytes(folder / "f", "content");
  seal_file(folder / "f", "text");
  const std::string bytes = test_support::read_bytes(folder / "f");
  test_support::write_bytes(folder / "f", bytes.substr(0, bytes.size() - 1));
  CHECK(look_at(folder / "f") != Finding::sound);
  test_support::write_bytes(folder / "f", bytes.substr(1));
  CHECK(look_at(folder / "f") == Finding::broken);
  test_support::write_bytes(folder / "f", "x" + bytes);
  CHECK(look_at(folder / "f") == Finding::broken);
  CHECK(look_at(folder / "none") == Finding::unsealed);
  CHECK(look_at(folder.path()) == Finding::unsealed);
}

TEST_CASE("a seal that cannot be written is an error of writing") {
  const test_support::TemporaryFolder folder;
  CHECK_THROWS_AS(seal_file(folder / "none"), assay::TrialError);
}
