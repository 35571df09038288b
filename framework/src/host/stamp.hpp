#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The toolchain stamp: what built a library, as key=value lines (assay/abi/stamp.hpp makes them).

namespace assay::host {

/// The stamp of this program.
const char* host_stamp();

using Stamp = std::vector<std::pair<std::string, std::string>>;

/// Splits key=value lines, in their order; lines without '=' are ignored.
Stamp parse_stamp(std::string_view text);

/// A key on which two stamps differ and that decides whether a plugin can work in this host.
struct StampDifference {
  std::string key;
  std::string plugin;  ///< "(absent)" when the plugin's stamp has no such key
  std::string host;
};

/// Differences that make the plugin unusable. `assay_headers`, `torch`, `cxx11_abi`, `debug_containers` and `sanitizers` must be equal,
/// `stdlib` in family and major version, `compiler` in family; `cxx` and `build` are recorded only.
std::vector<StampDifference> stamp_differences(const Stamp& plugin, const Stamp& host);

/// The differences as lines of a table with the columns key, plugin, host; the first line is the heading.
std::vector<std::string> difference_table(const std::vector<StampDifference>& differences);

}  // namespace assay::host
