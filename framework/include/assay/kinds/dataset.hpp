#pragma once

#include <filesystem>
#include <vector>

#include "assay/core/dataset_info.hpp"
#include "assay/core/tensor.hpp"
#include "assay/kinds/component.hpp"

namespace assay {
inline namespace abi_1 {

/// The samples of a data set, on the CPU.
struct DatasetContents {
  Tensor x;       ///< [N, D] float32, scaled, contiguous
  Tensor labels;  ///< [N] int64 in [0, classes), or undefined
  Tensor split;   ///< [N] uint8: 0 training part, 1 test part, as many as the info tells; undefined means all training
};

class ASSAY_EXPORT Dataset : public Component {
 public:
  ~Dataset() override;

  /// Cheap: reads headers at most. Throws DataError when a file is missing or malformed.
  [[nodiscard]] virtual DatasetInfo info() const = 0;
  /// Reads or makes everything; the same options give the same bits. Throws DataError.
  [[nodiscard]] virtual DatasetContents load() const = 0;
  /// The files that `load` reads, for checksums in the result; empty for generated data.
  [[nodiscard]] virtual std::vector<std::filesystem::path> files() const;
};

}  // namespace abi_1
}  // namespace assay
