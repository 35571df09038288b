#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "record/run_view.hpp"

namespace assay::report {

/// The numbers of one arm at its swept values in one case, by seed.
struct Measured {
  std::map<std::int64_t, double> by_seed;
  std::size_t failed = 0;   ///< trials
  std::size_t planned = 0;  ///< likewise; 0 when the arm is not tried in this case
};

/// One final metric of every finished trial of a run.
struct Measurements {
  std::vector<std::string> cases;            ///< one without a name when the spec has none
  std::vector<std::string> arms;             ///< "dec", or at swept values "dec, loss.x.weight = 9"
  std::vector<std::vector<Measured>> cells;  ///< [case][arm]

  /// Numbers of both at equal seeds, in the order of the seeds.
  struct Pairs {
    std::vector<double> first, second;
  };
  [[nodiscard]] Pairs pairs(std::size_t case_index, std::size_t first, std::size_t second) const;

  /// Seeds of a case for which all of `of_arms` have a number.
  [[nodiscard]] std::vector<std::int64_t> shared_seeds(std::size_t case_index, const std::vector<std::size_t>& of_arms) const;

  /// Whether the arm has a number anywhere.
  [[nodiscard]] bool is_measured(std::size_t arm) const;
};

/// Values that are NaN are left out.
Measurements collect(const record::RunView& run, const std::string& metric);

}  // namespace assay::report
