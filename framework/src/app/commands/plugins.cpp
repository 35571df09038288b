#include "app/commands/plugins.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.hpp"

namespace assay::app {
namespace {

Value to_value(const Catalog& catalog, bool all) {
  Value whole = catalog.to_value();
  for (auto& component : whole["components"].array()) component.table().erase("schema");
  if (!all) whole.table().erase("rejected");
  return whole;
}

void print_rejected(const Catalog& catalog, std::ostream& out) {
  for (const auto& library : catalog.rejected) {
    out << fmt::format("\nrefused: {}\n  {} [{}]\n", library.library, library.reason, library.code);
    for (const auto& note : library.notes) out << "  note: " << note << '\n';
  }
}

}  // namespace

int run_plugins(const PluginsArguments& arguments, const Catalog& catalog, std::ostream& out) {
  if (arguments.json) {
    out << to_json(to_value(catalog, arguments.all), 2) << '\n';
    return 0;
  }
  std::size_t width = 0;
  for (const auto& entry : catalog.entries) width = std::max(width, entry.name.size());
  for (const auto& kind : plugin_kinds()) {
    for (const auto& name : catalog.names(kind)) {
      const CatalogEntry& entry = *catalog.find(kind, name);
      out << fmt::format("{:<8}  {:<{}}  {:<7}  {}\n", kind, name, width, entry.version, entry.summary);
      if (arguments.all) out << fmt::format("{:<8}  {:<{}}  {}\n", "", "", width, entry.library);
    }
  }
  if (arguments.all) {
    print_rejected(catalog, out);
  } else if (!catalog.rejected.empty()) {
    out << fmt::format("\n{} {} refused; `assay plugins --all` says why\n", catalog.rejected.size(),
                       catalog.rejected.size() == 1 ? "library was" : "libraries were");
  }
  return 0;
}

}  // namespace assay::app
