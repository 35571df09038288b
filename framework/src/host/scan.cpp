#include "host/scan.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "base/catalog.hpp"

namespace assay::host {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> libraries_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const bool is_folder = entry->is_directory(ignored);
    if (!is_folder && entry->path().extension() == ".so") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<Candidate> find_candidates(const std::vector<fs::path>& folders) {
  std::vector<Candidate> candidates;
  std::set<fs::path> seen;
  const auto add = [&](const fs::path& folder, const std::string& kind) {
    for (const auto& file : libraries_in(folder)) {
      std::error_code error;
      const fs::path real = fs::weakly_canonical(file, error);
      if (seen.insert(error ? file : real).second) candidates.push_back({fs::absolute(file), kind});
    }
  };
  for (const auto& folder : folders) {
    for (const auto& kind : plugin_kinds()) add(folder / kind, kind);
    add(folder, "");
  }
  return candidates;
}

}  // namespace assay::host
