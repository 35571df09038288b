#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "assay/abi/export.hpp"

namespace assay {

/// Incremental SHA-256 (FIPS 180-4).
class ASSAY_EXPORT Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void update(const void* data, std::size_t size);
  /// 64 lower-case hexadecimal digits; ends the computation.
  std::string hex();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

ASSAY_EXPORT std::string sha256_hex(std::string_view text);
/// Throws DataError "data.unreadable" when the file cannot be read.
ASSAY_EXPORT std::string sha256_file(const std::filesystem::path& path);

}  // namespace assay
