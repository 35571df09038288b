#pragma once

/// The only header a plugin includes, unless it wants more of LibTorch than tensors, their functions and modules (torch/nn.h, say).

#include <exception>
#include <string>
#include <type_traits>

#include <torch/nn/module.h>
#include <torch/types.h>

#include "assay/abi/descriptor.hpp"
#include "assay/capabilities.hpp"
#include "assay/core/context.hpp"
#include "assay/core/error.hpp"
#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"
#include "assay/kinds/baseline.hpp"
#include "assay/kinds/dataset.hpp"
#include "assay/kinds/encoder.hpp"
#include "assay/kinds/latent.hpp"
#include "assay/kinds/loss.hpp"
#include "assay/kinds/metric.hpp"
#include "assay/metrics/contingency.hpp"
#include "assay/nn/batches.hpp"
#include "assay/nn/distributions.hpp"
#include "assay/nn/init.hpp"
#include "assay/nn/layers.hpp"
#include "assay/nn/module_network.hpp"
#include "assay/nn/network_state.hpp"
#include "assay/nn/optimizer.hpp"
#include "assay/options/field.hpp"

namespace assay {
inline namespace abi_1 {
namespace detail {

template <class T>
constexpr int kinds_of() {
  return int{std::is_base_of_v<Dataset, T>} + int{std::is_base_of_v<Encoder, T>} + int{std::is_base_of_v<Latent, T>} +
         int{std::is_base_of_v<Loss, T>} + int{std::is_base_of_v<Baseline, T>} + int{std::is_base_of_v<Metric, T>};
}

template <class T>
constexpr Kind kind_of() {
  static_assert(kinds_of<T>() > 0, "a component must derive from one of the kinds: Dataset, Encoder, Latent, Loss, Baseline, Metric");
  static_assert(kinds_of<T>() < 2, "a component must derive from one kind only");
  if constexpr (std::is_base_of_v<Dataset, T>) return Kind::dataset;
  if constexpr (std::is_base_of_v<Encoder, T>) return Kind::encoder;
  if constexpr (std::is_base_of_v<Latent, T>) return Kind::latent;
  if constexpr (std::is_base_of_v<Loss, T>) return Kind::loss;
  if constexpr (std::is_base_of_v<Baseline, T>) return Kind::baseline;
  return Kind::metric;
}

/// Constructs inside the plugin, so that only assay's own exception types cross the library border.
template <class T, class Options>
Component* create_component(const Value& options, BuildContext& context) {
  static_assert(std::is_constructible_v<T, const Options&, BuildContext&>, "a component is constructed as T(const Options&, BuildContext&)");
  try {
    return new T(parse_options<Options>(options), context);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw PluginError("plugin.constructor-failed", std::string("the constructor threw: ") + error.what());
  } catch (...) {
    throw PluginError("plugin.constructor-failed", "the constructor threw something that is no exception type");
  }
}

}  // namespace detail

/// Describes component `T` with option struct `Options`; for use in ASSAY_PLUGIN only.
template <class T, class Options = NoOptions>
constexpr ComponentEntry component(const char* name, const char* summary) {
  if (!detail::is_snake_case(name)) throw std::logic_error("a component name must be snake_case");
  if (summary == nullptr || *summary == '\0') throw std::logic_error("a component needs a summary");
  return {detail::kind_of<T>(), name, summary, &schema_of<Options>, &detail::create_component<T, Options>};
}

}  // namespace abi_1
}  // namespace assay

/// Written by the build beside the plugin: who it is and what it was built with.
extern "C" const char assay_plugin_stamp[];
extern "C" const char assay_plugin_kind[];
extern "C" const char assay_plugin_name[];
extern "C" const char assay_plugin_version[];

/// Exports the components of this library. Once per plugin, at namespace scope.
#define ASSAY_PLUGIN(...)                                                                                                                        \
  namespace {                                                                                                                                    \
  constexpr ::assay::ComponentEntry assay_plugin_components[] = {__VA_ARGS__};                                                                   \
  }                                                                                                                                              \
  extern "C" ASSAY_EXPORT const ::assay::PluginDescriptor assay_plugin_descriptor_v1;                                                            \
  extern "C" const ::assay::PluginDescriptor assay_plugin_descriptor_v1 = {::assay::plugin_magic,                                                \
                                                                           sizeof(::assay::PluginDescriptor),                                    \
                                                                           ::assay::plugin_api_major,                                            \
                                                                           ::assay::plugin_api_minor,                                            \
                                                                           assay_plugin_stamp,                                                   \
                                                                           assay_plugin_kind,                                                    \
                                                                           assay_plugin_name,                                                    \
                                                                           assay_plugin_version,                                                 \
                                                                           sizeof(assay_plugin_components) / sizeof(assay_plugin_components[0]), \
                                                                           assay_plugin_components}
