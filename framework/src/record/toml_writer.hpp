#pragma once

#include <string>

#include "assay/core/value.hpp"

namespace assay::record {

/// A table as TOML 1.0 text that parses back to an equal tree: plain values first, then subtables, lists of tables as [[…]].
/// Keys without a value (null) are left out. Throws InternalError "toml.not-writable" for a root that is no table and for null in a list.
std::string to_toml(const Value& table);

}  // namespace assay::record
