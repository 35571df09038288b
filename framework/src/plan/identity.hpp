#pragma once

#include <cstdint>
#include <string>

#include "assay/core/value.hpp"
#include "base/catalog.hpp"

namespace assay::plan {

/// Makes trial ids: the first 16 hexadecimal digits of SHA-256 over the canonical JSON of what determines a trial's result: its resolved spec,
/// the versions of the plugins in it, major.minor of this program, and the seed.
class TrialIdentity {
 public:
  TrialIdentity(const Value& resolved, const Catalog& catalog);
  [[nodiscard]] std::string id(std::int64_t seed) const;

 private:
  std::string text_;
};

}  // namespace assay::plan
