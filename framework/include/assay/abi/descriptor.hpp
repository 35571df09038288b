#pragma once

#include <cstddef>
#include <cstdint>

#include "assay/core/context.hpp"
#include "assay/kinds/component.hpp"
#include "assay/options/schema.hpp"

/// The one object a plugin exports. Constant data, so nothing of the plugin runs before the host has checked it.

namespace assay {
inline namespace abi_1 {

enum class Kind : std::uint32_t { dataset = 1, encoder = 2, latent = 3, loss = 4, baseline = 5, metric = 6 };

/// One component of a plugin. Append-only.
struct ComponentEntry {
  Kind kind;
  const char* name;     ///< snake_case, the id used in specs
  const char* summary;  ///< one line
  Schema (*schema)();
  /// Constructs the component; throws assay::Error only. The host takes ownership.
  Component* (*create)(const Value& options, BuildContext& context);
};

inline constexpr std::uint64_t plugin_magic = 0x31676c7079617373;  // "ssayplg1"
inline constexpr std::uint16_t plugin_api_major = 1;
inline constexpr std::uint16_t plugin_api_minor = 0;

/// Standard layout, append-only; the host reads only what lies inside `struct_size`.
struct PluginDescriptor {
  std::uint64_t magic;
  std::uint32_t struct_size;
  std::uint16_t api_major;
  std::uint16_t api_minor;
  const char* stamp;  ///< toolchain key=value lines, see stamp.hpp
  const char* kind;   ///< folder of the plugin: "latent"
  const char* name;   ///< name of the plugin's folder: "gaussian"
  const char* version;
  std::uint32_t component_count;
  const ComponentEntry* components;
};

/// Name of the exported symbol; a breaking change renames it.
inline constexpr const char* plugin_symbol = "assay_plugin_descriptor_v1";

}  // namespace abi_1
}  // namespace assay
