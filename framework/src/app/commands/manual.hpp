#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/command_text.hpp"

namespace assay::app {

/// A manual page of section 1, in the language of man(7).
struct ManualPage {
  std::string name;  ///< "assay-data-fetch"
  std::string text;
};

/// A page for the program and one for every command, the program's first.
std::vector<ManualPage> manual_pages(const CommandText& program);

/// Writes `<name>.1` of every page into the folder, which is made. Throws TrialError "record.write-failed".
void write_manual(const std::vector<ManualPage>& pages, const std::filesystem::path& folder);

}  // namespace assay::app
