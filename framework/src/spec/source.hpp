#pragma once

#include <cstddef>
#include <string>

#include "spec/tree.hpp"

namespace assay::spec {

constexpr std::size_t largest_file = 4U << 20U;  ///< bytes of one spec file
constexpr int deepest_nesting = 64;              ///< tables and arrays inside each other

/// One spec file, kept whole for excerpts and for the result files.
struct Source {
  std::string path;  ///< as the user gave it, or relative to the file that includes it
  std::string text;
};

/// Reads a spec file. `named_at` is where another spec names it; unknown for a file of the command line.
/// Throws SpecError "spec.unreadable-file", "spec.file-too-large" or "spec.not-utf8".
Source read_source(const std::string& path, const Origin& named_at);

/// Throws SpecError "spec.invalid-toml", "spec.nested-too-deeply" or "spec.unsupported-value".
Node parse_source(const Source& source);

/// The value of `path=text` given on the command line: a TOML literal, or a string when it is none.
/// Throws SpecError "spec.bad-override" when text that opens with a bracket or a quote does not parse.
Node parse_literal(const std::string& text, const Origin& origin);

}  // namespace assay::spec
