#include "record/layout_check.hpp"

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "record/layout.hpp"
#include "record/node.hpp"

namespace assay::record::h5 {

void require_layout(const Id& file, const std::filesystem::path& path, const std::string& kind, const std::string& other_kind) {
  if (!has_attribute(file, layout::kind) || !has_attribute(file, layout::layout_version)) {
    throw DataError(other_kind, fmt::format("'{}' is an HDF5 file, but none that assay wrote", path.string()));
  }
  const std::string found = text_attribute(file, layout::kind);
  if (found != kind) throw DataError(other_kind, fmt::format("'{}' holds the layout '{}', expected '{}'", path.string(), found, kind));
  const std::int64_t version = integer_attribute(file, layout::layout_version);
  if (version > layout::version) {
    throw DataError(Diagnostic{"h5.newer-layout",
                               fmt::format("'{}' has layout version {}, this program reads up to {}", path.string(), version, layout::version),
                               {},
                               "use the version of assay that wrote it, or a later one",
                               {}});
  }
}

}  // namespace assay::record::h5
