#pragma once

#include "assay/abi/descriptor.hpp"
#include "host/scan.hpp"

namespace assay::host {

/// Holds a plugin's constant data against this host, before any function of the plugin is called.
///
/// Throws PluginError: "plugin.bad-descriptor" (magic, size, missing fields), "plugin.api-mismatch", "plugin.stamp-mismatch" with a table
/// of the keys that differ, "plugin.name-mismatch" when kind and name are not those of the file.
void check_descriptor(const PluginDescriptor& descriptor, const Candidate& candidate);

}  // namespace assay::host
