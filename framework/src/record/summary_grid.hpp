#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "record/run_manifest.hpp"

namespace assay::record {

/// The planned trials as cells of an array: arms × axes × seeds when the sweep is a full grid, else arms × points × seeds, where a point is one
/// combination of swept values.
struct SummaryGrid {
  struct Dimension {
    std::string name;           ///< "arm", the dotted path of a swept option or "point", "seed"
    std::vector<Value> values;  ///< in the order of the plan
  };

  std::vector<Dimension> dimensions;
  std::vector<std::size_t> cells;  ///< of each trial of the manifest, row-major
  std::vector<Value> points;       ///< axes of each point; empty for a full grid

  [[nodiscard]] std::vector<std::int64_t> shape() const;
  [[nodiscard]] std::size_t size() const;
};

SummaryGrid make_summary_grid(const RunManifest& manifest);

}  // namespace assay::record
