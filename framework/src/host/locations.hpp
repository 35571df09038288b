#pragma once

#include <filesystem>
#include <vector>

namespace assay::host {

/// The folder of the running program.
std::filesystem::path program_folder();

/// Where plugins are looked for, in order: <programs>/../lib/assay/plugins, the folders of ASSAY_PLUGIN_PATH (colon separated),
/// $XDG_DATA_HOME/assay/plugins (~/.local/share/assay/plugins when that is not set). Existing or not.
std::vector<std::filesystem::path> plugin_folders(const std::filesystem::path& programs = program_folder());

}  // namespace assay::host
