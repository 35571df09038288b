#include "data_files.hpp"

#include <system_error>

#include <fmt/format.h>

#include "assay/core/error.hpp"

namespace datasets {

std::filesystem::path find_data_file(const std::string& name, const std::vector<std::filesystem::path>& roots, const std::string& published) {
  const std::filesystem::path given(name);
  const std::vector<std::filesystem::path> places = given.is_absolute() ? std::vector<std::filesystem::path>{{}} : roots;
  assay::Diagnostic missing{"data.missing-file", fmt::format("data file '{}' is missing", name), {}, {}, {}};
  for (const auto& root : places) {
    for (const char* suffix : {"", ".gz"}) {
      std::filesystem::path candidate = (root / given).string() + suffix;
      std::error_code error;
      if (std::filesystem::exists(candidate, error)) return candidate;
      missing.notes.push_back(fmt::format("searched {}", candidate.string()));
    }
  }
  if (places.empty()) missing.notes.emplace_back("no data folder is known");
  if (!published.empty()) missing.help = fmt::format("get it with `assay data fetch {}`, or ", published);
  missing.help += "set ASSAY_DATA to the folder of the data sets (several are separated by ':'); the file may be gzip-compressed, with '.gz' added";
  throw assay::DataError(std::move(missing));
}

}  // namespace datasets
