#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace datasets {

/// The file `name` in the first of `roots` that has it, as it is or gzip-compressed with ".gz" added; an absolute name needs no root.
/// Throws DataError data.missing-file, which lists the places that were searched; `published` is what `assay data fetch` calls the data set of the
/// file, or empty.
std::filesystem::path find_data_file(const std::string& name, const std::vector<std::filesystem::path>& roots, const std::string& published);

}  // namespace datasets
