#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <torch/types.h>

#include "assay/core/error.hpp"
#include "host/registry.hpp"
#include "support/cpu_stream.hpp"

namespace contract {

using assay::Tensor;
using assay::Value;
using test_support::stream;

inline std::filesystem::path build_folder() { return std::getenv("ASSAY_BUILD_DIR"); }

/// All plugins of the tree and the filled-in templates, loaded once.
inline const assay::host::Registry& registry() {
  static const auto* const loaded = [] {
    auto* made = new assay::host::Registry;
    made->load({build_folder() / "lib" / "assay" / "plugins", build_folder() / "tests" / "fixtures" / "template_plugins"});
    return made;
  }();
  return *loaded;
}

/// Whether a field says how many epochs there are of something: "epochs", "layer_epochs".
inline bool counts_epochs(const assay::FieldInfo& field) {
  constexpr std::string_view word = "epochs";
  return field.key.size() >= word.size() && field.key.compare(field.key.size() - word.size(), word.size(), word) == 0;
}

/// Small work for a component: fewer samples, clusters and restarts where it has such options. Null when it needs an option of its own.
inline Value small_table(const assay::CatalogEntry& entry) {
  Value::Table table{{"use", entry.name}};
  for (const auto& field : entry.schema.fields) {
    if (field.required) return {};
    if (field.key == "count") table["count"] = 64;
    if (field.key == "n_init") table["n_init"] = 3;
    if (entry.kind != "baseline") continue;
    if (field.key == "clusters") table["clusters"] = 3;
    if (counts_epochs(field) && field.default_value.integer() > 3) table[field.key] = 3;
    if (field.key == "batch") table["batch"] = 16;
    if (field.key == "hidden") table["hidden"] = field.type == assay::FieldType::integer ? Value(8) : Value(Value::Array{8});
    if (field.key == "likelihood") table["likelihood"] = "gaussian";
  }
  return {std::move(table)};
}

/// Calls `check` for every component of `kind`, with a message that names it when something fails.
inline void for_each(const std::string& kind, const std::function<void(const assay::CatalogEntry&, const Value& table)>& check) {
  const assay::Catalog catalog = registry().catalog();
  REQUIRE_FALSE(catalog.names(kind).empty());
  for (const auto& entry : catalog.entries) {
    if (entry.kind != kind) continue;
    const Value table = small_table(entry);
    if (table.is_null()) {
      MESSAGE(kind << " '" << entry.name << "' is passed over: it has a required option");
      continue;
    }
    const std::string what = kind + " '" + entry.name + "'";
    CAPTURE(what);
    check(entry, table);
  }
}

template <class T>
assay::host::Owned<T> create(const Value& table, const assay::DatasetInfo& data = {}) {
  assay::BuildContext context(data);
  return registry().create<T>(table, context);
}

inline assay::DatasetInfo info_of(std::vector<std::int64_t> shape) {
  assay::DatasetInfo info;
  info.shape = std::move(shape);
  info.count = 64;
  info.classes = 3;
  return info;
}

inline bool finite(const Tensor& tensor) { return tensor.defined() && tensor.isfinite().all().item<bool>(); }

}  // namespace contract
