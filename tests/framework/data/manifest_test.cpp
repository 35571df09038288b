#include "data/manifest.hpp"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "base/diagnostic.hpp"
#include "support/golden_file.hpp"

namespace {

namespace fs = std::filesystem;

fs::path manifest_folder() { return golden::source_dir() / "tests/fixtures/manifests"; }

std::string message_of(const fs::path& manifest) {
  try {
    static_cast<void>(assay::data::read_manifest(manifest));
  } catch (const assay::Error& error) {
    CHECK(error.category() == assay::ErrorCategory::spec);
    return assay::render(error, assay::line_of_file);
  }
  return {};
}

}  // namespace

TEST_CASE("every bad manifest is refused with its golden message") {
  const golden::InFolder folder(manifest_folder());
  std::size_t manifests = 0;
  for (const auto& entry : fs::directory_iterator(".")) {
    if (entry.path().extension() != ".toml") continue;
    ++manifests;
    const fs::path manifest = entry.path().filename();
    const std::string message = message_of(manifest);
    INFO(manifest.string());
    CHECK_FALSE(message.empty());
    golden::check_file(fs::path(manifest).replace_extension(".err"), message);
  }
  CHECK(manifests == 11);
}

TEST_CASE("the manifest of the program is sound") {
  const auto manifest = assay::data::read_manifest(golden::source_dir() / "data/manifest.toml");
  CHECK(manifest.names() == std::vector<std::string>{"mnist", "fashion_mnist", "kmnist", "usps", "reuters10k", "cifar10", "svhn"});
  std::set<std::string> checksums;
  std::size_t known = 0;
  for (const auto& set : manifest.sets) {
    CHECK(set.mirrors.empty() == !set.instead.empty());
    for (const auto& file : set.files) {
      CHECK((file.sha256.empty() || file.size > 0));
      if (file.sha256.empty()) continue;
      ++known;
      checksums.insert(file.sha256);
    }
  }
  CHECK(checksums.size() == known);  // no checksum stands at two files
  CHECK(manifest.find("mnist").files.front().size == 9912422);
  CHECK(manifest.find("cifar10").archive->size == 170052171);
}

TEST_CASE("an unknown data set is answered with the nearest and all there are") {
  const auto manifest = assay::data::read_manifest(golden::source_dir() / "data/manifest.toml");
  try {
    static_cast<void>(manifest.find("minst"));
    FAIL("no error");
  } catch (const assay::SpecError& error) {
    CHECK(error.code() == "data.unknown-set");
    CHECK(error.diagnostics().front().help == "did you mean 'mnist'?");
  }
}
