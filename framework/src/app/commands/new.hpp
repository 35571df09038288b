#pragma once

#include <filesystem>
#include <ostream>
#include <string>

namespace assay::app {

struct NewArguments {
  std::string kind;
  std::string name;
  std::filesystem::path folder = ".";  ///< --dir: the plugin's own folder is made in it
};

/// `assay new KIND NAME`: writes a plugin project, with a test, that builds against the installed SDK. Returns 0.
/// Throws SpecError: "new.unknown-kind", "new.bad-name", "new.name-taken", "new.folder-exists", "new.unwritable".
int run_new(const NewArguments& arguments, std::ostream& out);

}  // namespace assay::app
