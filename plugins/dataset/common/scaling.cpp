#include "scaling.hpp"

#include <cmath>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {

Scaling::Scaling(const std::string& scale, std::optional<Range> range) : range_(range) {
  if (scale == "none") return;
  origin_ = range->first;
  width_ = range->second - range->first;
  if (scale == "dec") span_ = 5.1;
  if (scale == "twice") span_ = 2.0;
  if (scale == "sym") {
    span_ = 2.0;
    lowest_ = -1.0;
  }
}

bool Scaling::accepts(double stored) const { return std::isfinite(stored) && (!range_ || (stored >= range_->first && stored <= range_->second)); }

std::optional<Range> Scaling::scaled_range() const {
  if (!range_) return std::nullopt;
  return Range{(*this)(range_->first), (*this)(range_->second)};
}

Scaling scaling_for(ElementType type, const std::string& scale, const std::optional<Range>& given, const std::string& file) {
  if (given) return {scale, given};
  if (scale == "none") return {scale, is_bounded(type) ? natural_range(type) : std::nullopt};
  const auto natural = natural_range(type);
  if (natural) return {scale, natural};
  throw bad_data("data.unknown-range",
                 fmt::format("'{}' holds {} values, whose range is not known, so they cannot be scaled to '{}'", file, name_of(type), scale),
                 "give range = [lowest, highest] of the stored values, or scale = \"none\"");
}

}  // namespace datasets
