#pragma once

#include <functional>
#include <string>
#include <vector>

#include "child_stream.hpp"
#include "stored_array.hpp"

namespace datasets {

/// One array as a C library reads it. Lives in a child process.
class LibraryArray {
 public:
  LibraryArray() = default;
  LibraryArray(const LibraryArray&) = delete;
  LibraryArray& operator=(const LibraryArray&) = delete;
  virtual ~LibraryArray() = default;

  [[nodiscard]] virtual ElementType type() const = 0;
  [[nodiscard]] virtual std::vector<std::int64_t> sizes() const = 0;
  [[nodiscard]] virtual bool column_major() const { return false; }
  /// All numbers in stored order, in this machine's byte order.
  virtual void write(Outlet& outlet) = 0;
};

/// Opens an array with a library, in a child process. `memory`: bytes that the library may take.
StoredArray open_guarded(const std::string& name, std::uint64_t memory, const std::function<std::unique_ptr<LibraryArray>()>& open);

}  // namespace datasets
