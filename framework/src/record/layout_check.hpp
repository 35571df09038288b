#pragma once

#include <filesystem>
#include <string>

#include "record/id.hpp"

namespace assay::record::h5 {

/// Throws DataError `other_kind` when the file is not of that kind, "h5.newer-layout" when a later version of assay wrote it.
void require_layout(const Id& file, const std::filesystem::path& path, const std::string& kind, const std::string& other_kind);

}  // namespace assay::record::h5
