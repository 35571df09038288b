#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "assay/abi/descriptor.hpp"
#include "assay/kinds/baseline.hpp"
#include "assay/kinds/dataset.hpp"
#include "assay/kinds/encoder.hpp"
#include "assay/kinds/latent.hpp"
#include "assay/kinds/loss.hpp"
#include "assay/kinds/metric.hpp"
#include "base/catalog.hpp"

namespace assay::host {

/// A component that keeps its library in memory.
template <class T>
using Owned = std::shared_ptr<T>;

/// The loaded plugins of this process. Libraries are never unloaded.
class Registry {
 public:
  Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  ~Registry();

  /// Loads every library of `folders` (searched as <folder>/<kind>/*.so and <folder>/*.so); refused ones are kept with their reasons.
  void load(const std::vector<std::filesystem::path>& folders);
  /// What is loaded and what was refused, as plain data.
  [[nodiscard]] Catalog catalog() const;

  /// Constructs the component that `table` names with `use`; `table` holds nothing but `use` and the options.
  /// Throws PluginError "plugin.unknown-component", SpecError for bad options; adds a note naming the component.
  template <class T>
  [[nodiscard]] Owned<T> create(const Value& table, BuildContext& context) const;

 private:
  [[nodiscard]] Owned<Component> create_component(Kind kind, const Value& table, BuildContext& context) const;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::host
