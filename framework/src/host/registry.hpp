#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
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

/// How `Registry::load` goes about it.
struct LoadOptions {
  std::set<std::filesystem::path> skip;                                ///< libraries not to touch, as absolute paths
  std::function<void(const std::filesystem::path& file)> before_each;  ///< called before a library is opened, so that a crash has a name
};

/// The loaded plugins of this process. Libraries are never unloaded.
class Registry {
 public:
  Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  ~Registry();

  /// Loads every library of `folders` (searched as <folder>/<kind>/*.so and <folder>/*.so); refused ones are kept with their reasons.
  void load(const std::vector<std::filesystem::path>& folders, const LoadOptions& options = {});
  /// What is loaded and what was refused, as plain data. Built-in components of the framework are not in it.
  [[nodiscard]] Catalog catalog() const;

  /// Constructs the component that `table` names with `use`; `table` holds nothing but `use` and the options. An option "from_dataset"
  /// becomes the number from `context.dataset()`.
  /// Throws PluginError "plugin.unknown-component", "plugin.constructor-failed", SpecError for bad options; adds a note naming the component.
  template <class T>
  [[nodiscard]] Owned<T> create(const Value& table, BuildContext& context) const;

 private:
  [[nodiscard]] Owned<Component> create_component(Kind kind, const Value& table, BuildContext& context) const;

  struct State;
  std::unique_ptr<State> state_;
};

extern template Owned<Dataset> Registry::create<Dataset>(const Value&, BuildContext&) const;
extern template Owned<Encoder> Registry::create<Encoder>(const Value&, BuildContext&) const;
extern template Owned<Latent> Registry::create<Latent>(const Value&, BuildContext&) const;
extern template Owned<Loss> Registry::create<Loss>(const Value&, BuildContext&) const;
extern template Owned<Baseline> Registry::create<Baseline>(const Value&, BuildContext&) const;
extern template Owned<Metric> Registry::create<Metric>(const Value&, BuildContext&) const;

}  // namespace assay::host
