#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "assay/abi/descriptor.hpp"

namespace assay::host {

/// A shared library in memory. It stays there until the process ends: unloading code that others may still point to is never safe.
/// (With ASSAY_TEST_UNLOAD=1 in the environment it goes with its last owner, so that tests can prove who owns what.)
class Library {
 public:
  /// Loads `file` with all symbols bound at once and visible to nobody else.
  /// Throws PluginError "plugin.load-failed" with the linker's words, "plugin.not-a-plugin" or "plugin.other-api".
  static std::shared_ptr<Library> open(const std::filesystem::path& file);

  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  /// The exported descriptor; nothing in it is checked yet.
  [[nodiscard]] const PluginDescriptor& descriptor() const { return *descriptor_; }

 private:
  struct Handle;
  explicit Library(std::filesystem::path file);
  void find_descriptor();

  std::filesystem::path file_;
  std::unique_ptr<Handle> handle_;
  const PluginDescriptor* descriptor_ = nullptr;
};

}  // namespace assay::host
