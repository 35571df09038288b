#pragma once

#include <string>

#include "assay/abi/export.hpp"

namespace assay {

/// "major.minor.patch" of this build.
ASSAY_EXPORT const std::string& version();

/// The commit this was built from, with "-dirty" when files were changed since; empty outside a git checkout.
ASSAY_EXPORT const std::string& git_commit();

/// "Release", "Debug", …
ASSAY_EXPORT const std::string& build_type();

}  // namespace assay
