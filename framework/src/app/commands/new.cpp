#include "app/commands/new.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/catalog.hpp"
#include "base/suggest.hpp"
#include "host/locations.hpp"

namespace assay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 64;

struct TemplateFile {
  std::string source;  ///< in the folder of the templates
  std::string target;  ///< in the new folder
};

[[noreturn]] void refuse(const char* code, std::string message, std::string help = "") {
  throw SpecError(Diagnostic{code, std::move(message), {}, std::move(help), {}});
}

/// "MyLatent" of "my_latent".
std::string class_name(const std::string& name) {
  std::string out;
  bool start = true;
  for (const char c : name) {
    if (c != '_') out += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = c == '_';
  }
  const bool used_by_templates = out == "Options" || out == "Tensor";
  return used_by_templates ? out + "Component" : out;
}

/// "my_latent" of "My-Latent", for a suggestion; empty when nothing sensible is left.
std::string snake_case(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool boundary = std::isupper(byte) != 0 && !out.empty() && out.back() != '_';
    if (boundary) out += '_';
    out += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
  }
  return detail::is_snake_case(out.c_str()) ? out : std::string();
}

void check_kind(const std::string& kind) {
  const auto& kinds = plugin_kinds();
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return;
  const std::string meant = did_you_mean(kind, kinds);
  refuse("new.unknown-kind", fmt::format("'{}' is no kind of plugin", kind), meant.empty() ? "kinds are: " + join(kinds) : meant);
}

void check_name(const std::string& kind, const std::string& name) {
  if (!detail::is_snake_case(name.c_str()) || name.size() > longest_name) {
    const std::string meant = snake_case(name.substr(0, longest_name));
    refuse("new.bad-name", fmt::format("the name '{}' is not snake_case with at most {} characters", name, longest_name),
           meant.empty() ? "use small letters, digits and '_', a letter first" : fmt::format("did you mean '{}'?", meant));
  }
  for (const auto& folder : host::plugin_folders()) {
    const fs::path library = folder / kind / (name + ".so");
    std::error_code ignored;
    if (fs::exists(library, ignored)) {
      refuse("new.name-taken", fmt::format("there is a {} '{}' already: {}", kind, name, library.string()), "choose another name");
    }
  }
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || !text) throw InternalError("new.no-template", fmt::format("the template '{}' cannot be read; is assay installed whole?", file.string()));
  return text.str();
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.flush();
  if (!out) refuse("new.unwritable", fmt::format("'{}' cannot be written", file.string()));
}

}  // namespace

int run_new(const NewArguments& arguments, std::ostream& out) {
  const auto& [kind, name, parent] = arguments;
  check_kind(kind);
  check_name(kind, name);
  const fs::path folder = parent / name;
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error))) refuse("new.folder-exists", fmt::format("'{}' exists already", folder.string()));
  const fs::path templates = host::program_folder().parent_path() / "share" / "assay" / "templates" / "plugin";
  std::vector<std::pair<fs::path, std::string>> files;
  for (const auto& [source, target] : {TemplateFile{"CMakeLists.txt", "CMakeLists.txt"}, TemplateFile{"README.md", "README.md"},
                                       TemplateFile{kind + ".cpp", name + ".cpp"}, TemplateFile{kind + "_test.cpp", name + "_test.cpp"}}) {
    std::string text = read(templates / source);
    replace_all(text, "@name@", name);
    replace_all(text, "@Class@", class_name(name));
    replace_all(text, "@kind@", kind);
    files.emplace_back(folder / target, std::move(text));
  }
  fs::create_directories(folder, error);
  if (error) refuse("new.unwritable", fmt::format("the folder '{}' cannot be made: {}", folder.string(), error.message()));
  for (const auto& [file, text] : files) {
    write(file, text);
    out << "wrote " << file.string() << '\n';
  }
  out << fmt::format("\nbuild it with: cmake -S {0} -B {0}/build && cmake --build {0}/build\n", folder.string())
      << fmt::format("then use it with: export ASSAY_PLUGIN_PATH={}/build/lib/assay/plugins\n", fs::absolute(folder).lexically_normal().string());
  return 0;
}

}  // namespace assay::app
