#include "scaling.hpp"

#include <cmath>

namespace idx {

std::optional<Range> natural_range(ElementType type) {
  switch (type) {
    case ElementType::uint8: return Range{0.0, 255.0};
    case ElementType::int8: return Range{-128.0, 127.0};
    case ElementType::float32:
    case ElementType::float64: return Range{0.0, 1.0};
    case ElementType::int16:
    case ElementType::int32: break;
  }
  return std::nullopt;
}

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

}  // namespace idx
