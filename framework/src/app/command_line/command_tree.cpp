#include "app/command_line/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace assay::app {
namespace {

/// The alternatives in "TEXT:{a,b}", as CLI11 writes those of IsMember.
std::vector<std::string> choices_in(const std::string& type) {
  const std::size_t open = type.find(":{");
  const std::size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 2, close - open - 2), ',');
}

OptionText option_text(const CLI::Option& option) {
  OptionText text;
  for (const auto& name : option.get_snames()) text.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) text.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  const bool takes_value = option.get_type_size() != 0 && option.get_expected_max() > 0;
  if (text.names.empty()) {
    text.value = option.get_name(true);
  } else if (takes_value) {
    text.value = type.substr(0, type.find(':'));
    if (text.value.empty()) text.value = "VALUE";
  }
  text.choices = choices_in(type);
  text.help = option.get_description();
  text.required = option.get_required();
  text.repeated = option.get_items_expected_max() > 1;
  return text;
}

}  // namespace

CommandText command_text(const CLI::App& app) {
  CommandText text{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
  const std::string repeated = text.name + ": ";
  if (text.summary.compare(0, repeated.size(), repeated) == 0) text.summary.erase(0, repeated.size());
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) text.options.push_back(option_text(*option));
  }
  for (const CLI::App* sub : app.get_subcommands(nullptr)) {
    if (!sub->get_group().empty()) text.commands.push_back(command_text(*sub));
  }
  return text;
}

}  // namespace assay::app
