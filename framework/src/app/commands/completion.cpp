#include "app/commands/completion.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/catalog.hpp"
#include "base/shell_word.hpp"
#include "base/suggest.hpp"
#include "data/manifest.hpp"
#include "host/locations.hpp"
#include "spec/document.hpp"

namespace assay::app {
namespace {

namespace fs = std::filesystem;

/// A command with the words that lead to it, " data fetch"; the program has none.
using Visit = std::function<void(const std::string& path, const CommandText& command)>;

void for_each_command(const CommandText& command, const Visit& visit, const std::string& path = {}) {
  visit(path, command);
  for (const auto& sub : command.commands) for_each_command(sub, visit, path + ' ' + sub.name);
}

std::vector<std::string> words_of(const CommandText& command) {
  std::vector<std::string> words;
  for (const auto& sub : command.commands) words.push_back(sub.name);
  return words;
}

std::vector<std::string> names_of(const CommandText& command) {
  std::vector<std::string> names;
  for (const auto& option : command.options) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

const OptionText* first_argument(const CommandText& command) {
  const auto found = std::find_if(command.options.begin(), command.options.end(), [](const OptionText& one) { return one.is_argument(); });
  return found == command.options.end() ? nullptr : &*found;
}

/// Where the candidates for a value come from: a function of the bash script.
std::string source_of(const std::string& path, const OptionText& option) {
  if (option.value == "SPEC") return "_assay_specs";
  if (option.value == "RUN") return "_assay_runs";
  if (option.value == "TRIAL") return "_assay_trials";
  if (option.value == "DIR") return "_assay_folders";
  if (option.value == "FILE") return "_assay_files";
  if (option.value == "TOPIC") return "_assay_topics";
  if (option.value == "KIND") return "_assay_words " + shell_word(join(plugin_kinds(), " "));
  if (option.value == "NAME" && path.compare(0, 6, " data ") == 0) return "_assay_data_sets";
  return ":";  // nobody knows
}

std::string candidates(const std::string& path, const OptionText& option) {
  return option.choices.empty() ? source_of(path, option) : "_assay_words " + shell_word(join(option.choices, " "));
}

constexpr const char* bash_head = R"bash(# Completion of assay for bash, written by `assay completion bash`:  source <(assay completion bash)

_assay_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$_assay_word"); }
_assay_folders() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$_assay_word"); }
_assay_files() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$_assay_word"); }
_assay_specs() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -f -X '!*.toml' -- "$_assay_word"; compgen -d -- "$_assay_word")
}
_assay_topics() { _assay_words "$("$_assay_program" completion topics 2>/dev/null)"; }
_assay_data_sets() { _assay_words "$("$_assay_program" data list 2>/dev/null | sed -e 1d -e '/^ /d' -e 's/ .*//')"; }
# A run may be named by its folder, or by its name below ASSAY_RUNS.
_assay_runs() {
  local folder
  _assay_folders
  for folder in "${ASSAY_RUNS:-runs}"/*/; do
    folder=${folder%/}
    [[ -d $folder && ${folder##*/} == "$_assay_word"* ]] && COMPREPLY+=("${folder##*/}")
  done
  return 0
}
_assay_trials() {
  local file run
  _assay_files
  for file in "${ASSAY_RUNS:-runs}"/*/trials/*.h5; do
    [[ -f $file ]] || continue
    run=${file%/trials/*}
    file=${file##*/}
    [[ ${run##*/}/${file%.h5} == "$_assay_word"* ]] && COMPREPLY+=("${run##*/}/${file%.h5}")
  done
  return 0
}

_assay() {
  local _assay_program=${COMP_WORDS[0]} _assay_word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} path='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$path ${COMP_WORDS[i]}" in
)bash";

std::string bash_script(const CommandText& program) {
  std::string known;
  std::string values;
  std::string rest;
  for_each_command(program, [&](const std::string& path, const CommandText& command) {
    if (!path.empty()) known += (known.empty() ? "      " : " | ") + shell_word(path);
    for (const auto& option : command.options) {
      if (option.is_argument() || option.value.empty()) continue;
      std::vector<std::string> patterns;
      for (const auto& name : option.names) patterns.push_back(shell_word(fmt::format("{} {}", path, name)));
      values += fmt::format("    {}) {}; return ;;\n", join(patterns, " | "), candidates(path, option));
    }
    const OptionText* argument = first_argument(command);
    const std::string words = command.commands.empty() ? (argument == nullptr ? ":" : candidates(path, *argument))
                                                       : "_assay_words " + shell_word(join(words_of(command), " "));
    rest += fmt::format("    {}) if [[ $_assay_word == -* ]]; then _assay_words {}; else {}; fi ;;\n", shell_word(path),
                        shell_word(join(names_of(command), " ")), words);
  });
  return std::string(bash_head) + known + ") path+=\" ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n  case \"$path $before\" in\n" + values +
         "  esac\n  case \"$path\" in\n" + rest + "  esac\n}\ncomplete -F _assay assay ./assay\n";
}

/// zsh runs the script of bash, by the compatibility that it brings.
std::string zsh_script(const CommandText& program) {
  return "# Completion of assay for zsh, written by `assay completion zsh`:  source <(assay completion zsh)\n"
         "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n"
         "compopt() { :; }\n\n" +
         bash_script(program);
}

std::string fish_condition(const std::string& path) {
  if (path.empty()) return "__fish_use_subcommand";
  std::string words = path.substr(1);
  std::replace(words.begin(), words.end(), ' ', ';');
  std::string condition;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(';', begin), words.size());
    condition += (condition.empty() ? "__fish_seen_subcommand_from " : "; and __fish_seen_subcommand_from ") + words.substr(begin, end - begin);
    begin = end + 1;
  }
  return condition;
}

std::string fish_option(const std::string& condition, const OptionText& option) {
  std::string line = fmt::format("complete -c assay -n {}", shell_word(condition));
  for (const auto& name : option.names) line += name.compare(0, 2, "--") == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) line += " -r";
  if (!option.choices.empty()) line += " -f -a " + shell_word(join(option.choices, " "));
  if (option.value == "DIR" || option.value == "FILE") line += " -F";
  return line + " -d " + shell_word(option.help) + '\n';
}

std::string fish_argument(const std::string& path, const OptionText& argument) {
  const std::string line = fmt::format("complete -c assay -n {}", shell_word(fish_condition(path)));
  if (!argument.choices.empty()) return line + " -a " + shell_word(join(argument.choices, " ")) + '\n';
  if (argument.value == "TOPIC") return line + " -a '(assay completion topics)'\n";
  if (argument.value == "KIND") return line + " -a " + shell_word(join(plugin_kinds(), " ")) + '\n';
  if (argument.value == "NAME" && path.compare(0, 6, " data ") == 0) return line + " -a '(assay data list | string match -rg \"^(\\w+)  \")'\n";
  return argument.value == "SPEC" || argument.value == "RUN" || argument.value == "TRIAL" ? line + " -F\n" : std::string();
}

std::string fish_script(const CommandText& program) {
  std::string text = "# Completion of assay for fish, written by `assay completion fish`:  assay completion fish | source\n\ncomplete -c assay -f\n";
  for_each_command(program, [&](const std::string& path, const CommandText& command) {
    for (const auto& sub : command.commands) {
      const std::string condition =
          path.empty() ? fish_condition(path) : fish_condition(path) + "; and not __fish_seen_subcommand_from " + join(words_of(command), " ");
      text += fmt::format("complete -c assay -n {} -a {} -d {}\n", shell_word(condition), sub.name, shell_word(sub.summary));
    }
    for (const auto& option : command.options) text += option.is_argument() ? "" : fish_option(fish_condition(path), option);
    if (const OptionText* argument = first_argument(command)) text += fish_argument(path, *argument);
  });
  return text;
}

}  // namespace

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> shells{"bash", "zsh", "fish"};
  return shells;
}

std::string completion_script(const CommandText& program, const std::string& shell) {
  if (shell == "bash") return bash_script(program);
  if (shell == "zsh") return zsh_script(program);
  if (shell == "fish") return fish_script(program);
  const std::string meant = did_you_mean(shell, completion_shells());
  throw SpecError(Diagnostic{"usage.unknown-shell",
                             fmt::format("there is no completion for the shell '{}'", shell),
                             {},
                             meant.empty() ? "shells are: " + join(completion_shells()) : meant,
                             {}});
}

std::string completion_topics() {
  std::set<std::string> topics;
  for (const auto& key : spec::top_level_keys()) topics.insert(key.name);
  for (const auto& kind : plugin_kinds()) {
    topics.insert(kind);
    for (const auto& folder : host::plugin_folders()) {
      std::error_code error;
      for (const auto& entry : fs::directory_iterator(folder / kind, error)) {
        if (entry.path().extension() == ".so") topics.insert(kind + '.' + entry.path().stem().string());
      }
    }
  }
  for (const auto& set : data::read_manifest(data::installed_manifest()).sets) topics.insert("dataset." + set.reader);
  std::string text;
  for (const auto& topic : topics) text += topic + '\n';
  return text;
}

}  // namespace assay::app
