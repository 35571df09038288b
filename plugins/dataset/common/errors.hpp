#pragma once

#include <string>
#include <utility>

#include "assay/core/error.hpp"

namespace datasets {

inline assay::DataError bad_data(const char* code, std::string message, std::string help = {}) {
  return assay::DataError({code, std::move(message), {}, std::move(help), {}});
}

inline assay::SpecError inconsistent(std::string message, std::string help = {}) {
  return assay::SpecError({"spec.inconsistent-options", std::move(message), {}, std::move(help), {}});
}

inline constexpr const char* fetch_again = "the copy is incomplete or damaged; fetch the file again";

}  // namespace datasets
