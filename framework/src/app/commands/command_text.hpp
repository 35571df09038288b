#pragma once

#include <string>
#include <vector>

namespace assay::app {

/// An option or argument of a command as users see it.
struct OptionText {
  std::vector<std::string> names;  ///< "-j", "--jobs"; empty: an argument without a name
  std::string value;               ///< what its value is called, "DIR"; empty: a flag
  std::vector<std::string> choices;
  std::string help;
  bool required = false;
  bool repeated = false;  ///< an argument that may be given several times

  [[nodiscard]] bool is_argument() const { return names.empty(); }
};

/// A command of the command line, or the program itself.
struct CommandText {
  std::string name;
  std::string summary;
  std::string footer;
  std::vector<OptionText> options;
  std::vector<CommandText> commands;
};

}  // namespace assay::app
