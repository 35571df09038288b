#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "app/commands/new.hpp"
#include "assay/core/error.hpp"
#include "base/catalog.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using assay::app::run_new;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

assay::Diagnostic refusal(const assay::app::NewArguments& arguments) {
  std::ostringstream out;
  try {
    run_new(arguments, out);
  } catch (const assay::SpecError& error) {
    return error.diagnostics().front();
  }
  FAIL("nothing was refused");
  return {};
}

}  // namespace

TEST_CASE("a project of every kind is written with all names filled in") {
  const test_support::TemporaryFolder folder;
  for (const auto& kind : assay::plugin_kinds()) {
    CAPTURE(kind);
    std::ostringstream out;
    CHECK(run_new({kind, "my_own_" + kind, folder.path()}, out) == 0);
    const fs::path project = folder / ("my_own_" + kind);
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(project)) {
      files.insert(entry.path().filename().string());
      CHECK_MESSAGE(text_of(entry.path()).find('@') == std::string::npos, entry.path().string());
      CHECK(out.str().find("wrote " + entry.path().string()) != std::string::npos);
    }
    const std::set<std::string> expected{"CMakeLists.txt", "README.md", "my_own_" + kind + ".cpp", "my_own_" + kind + "_test.cpp"};
    CHECK(files == expected);
    CHECK(text_of(project / "CMakeLists.txt").find(fmt::format("assay_add_plugin({0} my_own_{0} SOURCES", kind)) != std::string::npos);
  }
  CHECK(text_of(folder / "my_own_loss" / "my_own_loss.cpp").find("class MyOwnLoss final") != std::string::npos);
}

TEST_CASE("a name that would clash with the words of a template gets another class") {
  const test_support::TemporaryFolder folder;
  std::ostringstream out;
  run_new({"latent", "tensor", folder.path()}, out);
  CHECK(text_of(folder / "tensor" / "tensor.cpp").find("class TensorComponent final") != std::string::npos);
}

TEST_CASE("unknown kinds and bad names are refused with a suggestion") {
  const test_support::TemporaryFolder folder;
  const auto kind = refusal({"latnet", "fine", folder.path()});
  CHECK(kind.code == "new.unknown-kind");
  CHECK(kind.message == "'latnet' is no kind of plugin");
  CHECK(kind.help == "did you mean 'latent'?");
  CHECK(refusal({"gadget", "fine", folder.path()}).help == "kinds are: dataset, encoder, latent, loss, baseline, metric");
  const auto name = refusal({"latent", "My-Latent", folder.path()});
  CHECK(name.code == "new.bad-name");
  CHECK(name.help == "did you mean 'my_latent'?");
  for (const char* bad : {"", "9lives", "a/b", "../up", "a b"}) CHECK(refusal({"latent", bad, folder.path()}).code == "new.bad-name");
  CHECK(refusal({"latent", std::string(65, 'a'), folder.path()}).code == "new.bad-name");
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("an existing folder is left alone") {
  const test_support::TemporaryFolder folder;
  fs::create_directory(folder / "mine");
  const auto existing = refusal({"latent", "mine", folder.path()});
  CHECK(existing.code == "new.folder-exists");
  CHECK(fs::is_empty(folder / "mine"));
}

TEST_CASE("a folder that cannot be made is one clear error") {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  CHECK(refusal({"latent", "mine", folder / "file"}).code == "new.unwritable");
}
