#pragma once

#include <ostream>

#include "record/run_folder.hpp"

namespace assay::app {

struct CacheArguments {
  bool json = false;
  double days = 30.0;  ///< of `gc`: stages that were used more recently stay
};

/// `assay cache list`: the stages that the cache holds. Returns 0.
int run_cache_list(const record::RunFolder& cache, const CacheArguments& arguments, std::ostream& out);
/// `assay cache gc`: removes stages that have long not been used. Returns 0.
int run_cache_gc(const record::RunFolder& cache, const CacheArguments& arguments, std::ostream& out);
/// `assay cache verify`: reads everything. Returns 0, or 4 when something is damaged.
int run_cache_verify(const record::RunFolder& cache, const CacheArguments& arguments, std::ostream& out);

}  // namespace assay::app
