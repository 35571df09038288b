#include "app/commands/manual.hpp"

#include <cctype>
#include <sstream>

#include <fmt/format.h>

#include "base/version.hpp"
#include "record/atomic_file.hpp"

namespace assay::app {
namespace {

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// Text that man shows as it is: no escapes, no requests, and hyphens that can be copied.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) {
      out += std::string("\\&") + c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }

std::string heading_of(const OptionText& option) {
  if (option.is_argument()) return italic(option.value);
  std::string text;
  for (const auto& name : option.names) text += (text.empty() ? "" : ", ") + bold(name);
  return option.value.empty() ? text : text + ' ' + italic(option.value);
}

std::string synopsis(const std::string& command, const CommandText& text) {
  std::string line = bold(command) + " [options]";
  if (!text.commands.empty()) line += ' ' + italic("COMMAND");
  for (const auto& option : text.options) {
    if (!option.is_argument()) continue;
    const std::string shown = italic(option.value) + (option.repeated ? " ..." : "");
    line += option.required ? ' ' + shown : " [" + shown + ']';
  }
  return line;
}

std::string description_of(const OptionText& option) {
  std::string text = plain(option.help);
  if (!option.choices.empty()) {
    text += " (one of";
    for (const auto& choice : option.choices) text += ' ' + bold(choice);
    text += ')';
  }
  return text;
}

std::string options_section(const CommandText& command, bool arguments) {
  std::string items;
  for (const auto& option : command.options) {
    if (option.is_argument() == arguments) items += fmt::format(".TP\n{}\n{}\n", heading_of(option), description_of(option));
  }
  return items.empty() ? items : fmt::format(".SH {}\n{}", arguments ? "ARGUMENTS" : "OPTIONS", items);
}

/// The paragraphs of the footer, "topic: text", each a section of its own.
std::string footer_sections(const std::string& footer) {
  std::string text;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) text += fmt::format(".SH {}\n{}\n", upper(line.substr(0, colon)), plain(line.substr(colon + 2)));
  }
  return text;
}

/// `words` is "assay data fetch".
void add_pages(const CommandText& command, const std::string& words, std::vector<ManualPage>& pages) {
  ManualPage page;
  page.name = words;
  for (char& c : page.name) c = c == ' ' ? '-' : c;
  std::string text =
      fmt::format(".TH {} 1 \"\" \"assay {}\"\n.SH NAME\n{} \\- {}\n", upper(page.name), version(), plain(page.name), plain(command.summary));
  text += ".SH SYNOPSIS\n" + synopsis(words, command) + '\n';
  if (!command.commands.empty()) {
    text += ".SH COMMANDS\n";
    for (const auto& sub : command.commands) text += fmt::format(".TP\n{}\n{}\n", bold(sub.name), plain(sub.summary));
  }
  text += options_section(command, true) + options_section(command, false) + footer_sections(command.footer);
  if (words != "assay") text += ".SH SEE ALSO\n" + bold("assay") + "(1)\n";
  page.text = std::move(text);
  pages.push_back(std::move(page));
  for (const auto& sub : command.commands) add_pages(sub, words + ' ' + sub.name, pages);
}

}  // namespace

std::vector<ManualPage> manual_pages(const CommandText& program) {
  std::vector<ManualPage> pages;
  add_pages(program, "assay", pages);
  return pages;
}

void write_manual(const std::vector<ManualPage>& pages, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& page : pages) record::write_text_atomically(folder / (page.name + ".1"), page.text);
}

}  // namespace assay::app
