#include "host/locations.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace assay::host {
namespace {

namespace fs = std::filesystem;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

std::vector<fs::path> plugin_folders(const fs::path& programs) {
  std::vector<fs::path> folders{(programs.parent_path() / "lib" / "assay" / "plugins").lexically_normal()};
  std::string_view rest = environment("ASSAY_PLUGIN_PATH");
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    if (!item.empty()) folders.push_back(fs::absolute(item).lexically_normal());
  }
  if (const auto data_home = environment("XDG_DATA_HOME"); !data_home.empty()) {
    folders.push_back(fs::path(data_home) / "assay" / "plugins");
  } else if (const auto home = environment("HOME"); !home.empty()) {
    folders.push_back(fs::path(home) / ".local" / "share" / "assay" / "plugins");
  }
  return folders;
}

}  // namespace assay::host
