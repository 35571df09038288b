#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "host/elf_size.hpp"
#include "host/locations.hpp"
#include "host/scan.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

/// An environment variable with another value for a while.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { setenv(name_, old_.c_str(), 1); }

 private:
  const char* name_;
  std::string old_;
};

void touch(const fs::path& file) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << "x";
}

}  // namespace

TEST_CASE("plugins are looked for beside the program and then along the path and then at home") {
  const Variable path("ASSAY_PLUGIN_PATH", "/one::/two/../three");
  const Variable data("XDG_DATA_HOME", "/data");
  const auto folders = assay::host::plugin_folders("/opt/assay/bin");
  CHECK(folders == std::vector<fs::path>{"/opt/assay/lib/assay/plugins", "/one", "/three", "/data/assay/plugins"});
  const Variable no_data("XDG_DATA_HOME", "");
  const Variable home("HOME", "/home/me");
  CHECK(assay::host::plugin_folders("/opt/assay/bin").back() == "/home/me/.local/share/assay/plugins");
}

TEST_CASE("candidates come in a fixed order and each file once") {
  const test_support::TemporaryFolder folder;
  touch(folder / "latent" / "b.so");
  touch(folder / "latent" / "a.so");
  touch(folder / "latent" / "notes.txt");
  touch(folder / "metric" / "c.so");
  touch(folder / "other" / "d.so");
  touch(folder / "e.so");
  fs::create_directories(folder / "latent" / "folder.so");
  fs::create_symlink(folder / "e.so", folder / "loss.so");
  std::vector<std::string> found;
  for (const auto& candidate : assay::host::find_candidates({folder.path(), folder.path(), folder / "nothing"})) {
    found.push_back(candidate.kind + "/" + candidate.file.filename().string());
  }
  CHECK(found == std::vector<std::string>{"latent/a.so", "latent/b.so", "metric/c.so", "/e.so"});
}

TEST_CASE("the size that a library must have is read from its headers") {
  const test_support::TemporaryFolder folder;
  touch(folder / "text.so");
  CHECK_FALSE(assay::host::elf_size(folder / "text.so"));
  CHECK_FALSE(assay::host::elf_size(folder / "nothing.so"));
  const auto self = assay::host::elf_size("/proc/self/exe");
  REQUIRE(self);
  CHECK(*self <= fs::file_size("/proc/self/exe"));
  CHECK(*self > 10000);
  std::ofstream(folder / "head.so") << "\177ELF\2\1\1";
  CHECK(assay::host::elf_size(folder / "head.so") == 64U);
}
