#pragma once

#include <map>
#include <string>
#include <vector>

#include "spec/source.hpp"
#include "spec/tree.hpp"

namespace assay::spec {

constexpr std::size_t longest_include_chain = 16;
constexpr std::size_t most_files = 256;

/// A spec with everything that it extends, before arms and sweeps.
struct Composed {
  Node root;                                    ///< `extends` is gone
  std::vector<Source> sources;                  ///< the file itself first, then the included ones in the order of reading
  std::map<std::string, Origin> included_from;  ///< path of an included file -> where `extends` names it
};

/// Reads `path` and all it extends, depth-first from left to right; later files win, the file itself last.
///
/// Throws SpecError: the codes of `read_source` and `parse_source`, "spec.include-cycle", "spec.include-too-deep", "spec.too-many-files",
/// "spec.include-conflict" (two files of one `extends` list share an ancestor and disagree on a value that it gives),
/// "spec.missing-schema", "spec.schema-not-first", "spec.unsupported-schema", "spec.wrong-type".
Composed compose(const std::string& path);

}  // namespace assay::spec
