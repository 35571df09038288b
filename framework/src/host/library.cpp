#define BOOST_DLL_USE_STD_FS
#include "host/library.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include <cxxabi.h>
#include <fmt/format.h>
#include <boost/dll/shared_library.hpp>

#include "assay/core/error.hpp"
#include "host/elf_size.hpp"

namespace assay::host {
namespace {

/// Every library ever opened. Made on first use and never destroyed, so no library is unloaded while the process ends.
std::vector<std::shared_ptr<Library>>& opened_libraries() {
  static auto* const libraries = new std::vector<std::shared_ptr<Library>>;
  return *libraries;
}

bool keep_forever() {
  const char* unload = std::getenv("ASSAY_TEST_UNLOAD");
  return unload == nullptr || std::string_view(unload) != "1";
}

/// The dynamic linker's part of an exception text of Boost.DLL, which adds its own words and an unrelated system error around it.
std::string linker_text(const std::string& what, const std::string& file) {
  constexpr std::string_view before = "dlerror system message: ";
  const std::size_t start = what.find(before);
  if (start == std::string::npos) return what;
  std::string text = what.substr(start + before.size());
  text.resize(std::min(text.size(), text.rfind(')')));
  if (text.rfind(file + ": ", 0) == 0) text.erase(0, file.size() + 2);
  return text;
}

/// Notes that say what a missing symbol is in C++; empty when the text names none.
std::vector<std::string> symbol_notes(const std::string& text) {
  constexpr std::string_view before = "undefined symbol: ";
  const std::size_t start = text.find(before);
  if (start == std::string::npos) return {};
  const std::string symbol = text.substr(start + before.size(), text.find_first_of(", \n", start + before.size()) - start - before.size());
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free);
  if (status != 0 || !name) return {};
  return {fmt::format("the symbol is {}", name.get())};
}

void check_file(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  if (!std::filesystem::is_regular_file(file)) {
    throw PluginError("plugin.load-failed", fmt::format("'{}' is not a file that can be read", name));
  }
  const std::uint64_t size = std::filesystem::file_size(file);
  const auto promised = elf_size(file);
  if (promised && size < *promised) {
    throw PluginError("plugin.load-failed", fmt::format("'{}' is cut short: it has {} bytes of {}", name, size, *promised));
  }
}

}  // namespace

struct Library::Handle {
  boost::dll::shared_library library;
};

Library::Library(std::filesystem::path file) : file_(std::move(file)), handle_(std::make_unique<Handle>()) {}
Library::~Library() = default;

std::shared_ptr<Library> Library::open(const std::filesystem::path& file) {
  check_file(file);
  std::shared_ptr<Library> library(new Library(std::filesystem::absolute(file)));
  try {
    library->handle_->library.load(library->file_, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& error) {
    const std::string text = linker_text(error.what(), library->file_.string());
    throw PluginError(Diagnostic{
        "plugin.load-failed", fmt::format("the dynamic linker refused '{}': {}", file.filename().string(), text), {}, "", symbol_notes(text)});
  }
  if (keep_forever()) opened_libraries().push_back(library);
  library->find_descriptor();
  return library;
}

void Library::find_descriptor() {
  auto& library = handle_->library;
  if (library.has(plugin_symbol)) {
    descriptor_ = &library.get<const PluginDescriptor>(plugin_symbol);
    return;
  }
  constexpr int newest_guessed = 9;
  for (int api = 1; api <= newest_guessed; ++api) {
    if (api == plugin_api_major || !library.has(fmt::format("assay_plugin_descriptor_v{}", api))) continue;
    throw PluginError(
        Diagnostic{"plugin.other-api",
                   fmt::format("'{}' was built for plugin API {}, this program offers API {}", file_.filename().string(), api, plugin_api_major),
                   {},
                   "build the plugin against the headers of this installation",
                   {}});
  }
  throw PluginError("plugin.not-a-plugin",
                    fmt::format("'{}' is a shared library but no assay plugin: it does not export '{}'", file_.filename().string(), plugin_symbol));
}

}  // namespace assay::host
