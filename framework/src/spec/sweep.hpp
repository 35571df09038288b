#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/options/schema.hpp"
#include "spec/findings.hpp"
#include "spec/path.hpp"

namespace assay::spec {

/// Options that vary together: a path of `grid`, all of `zip`, `list` or `random`. Each point assigns some paths.
struct AxisGroup {
  std::vector<std::vector<Assignment>> points;
};

/// An axis that varies only where others have some of their values.
struct Condition {
  std::string axis;
  Origin origin;
  std::vector<Assignment> where;  ///< a path of the sweep, "arm" or "case", and a list of what is allowed; all of them have to hold
};

/// [sweep]: every combination of one point per group, at every seed.
struct Sweep {
  std::vector<AxisGroup> groups;
  std::vector<Condition> conditions;
  std::vector<Assignment> axes;  ///< each swept path once, in the order of the spec (the value is its first)
  std::vector<std::int64_t> seeds{1};
  std::vector<Node> arms;   ///< names of the arms that are tried; none: all
  std::vector<Node> cases;  ///< likewise
  Value halving;            ///< table: HalvingOptions; null without
  Origin halving_origin;

  /// Combinations of points, without seeds; saturates instead of overflowing.
  [[nodiscard]] std::uint64_t combinations() const;
};

constexpr std::uint64_t most_trials = 100'000;  ///< of one spec

/// Reads [sweep]; what is wrong becomes findings, and the sweep stays without that part.
Sweep read_sweep(const Node& table, Findings& findings);

/// Schemas of the table form of `seeds`, and of `halving`.
const Schema& seed_schema();
const Schema& halving_schema();

}  // namespace assay::spec
