#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/abi/export.hpp"

namespace assay {

/// Optimal string alignment distance (insertions, deletions, substitutions, neighbour swaps), ignoring case and treating '-' as '_'.
ASSAY_EXPORT std::size_t edit_distance(std::string_view left, std::string_view right);

/// At most three candidates close to `name` (distance <= 2 and <= a third of its length, at least 1), nearest first.
ASSAY_EXPORT std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

/// "did you mean 'a'?", "did you mean 'a' or 'b'?"; empty when nothing is close.
ASSAY_EXPORT std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

/// "a, b, c".
ASSAY_EXPORT std::string join(const std::vector<std::string>& items, std::string_view separator = ", ");

}  // namespace assay
