#pragma once

#include <optional>
#include <string>

#include "element_type.hpp"

namespace datasets {

/// Maps stored values linearly to what a method wants (methods-unsupervised, section 1).
class Scaling {
 public:
  /// `scale`: unit [0, 1]; dec [0, 5.1], that is ×0.02 for bytes; sym [−1, 1]; twice [0, 2]; none: values stay as stored.
  /// Without `range`, "none" accepts every finite value. Precondition: every other scale has a range, lowest < highest.
  Scaling(const std::string& scale, std::optional<Range> range);

  [[nodiscard]] double operator()(double stored) const { return (stored - origin_) * span_ / width_ + lowest_; }
  /// Whether a stored value is finite and lies in the declared range.
  [[nodiscard]] bool accepts(double stored) const;
  [[nodiscard]] const std::optional<Range>& range() const { return range_; }
  /// Range of the scaled values, or nothing when unbounded.
  [[nodiscard]] std::optional<Range> scaled_range() const;

 private:
  std::optional<Range> range_;
  double origin_ = 0.0;
  double width_ = 1.0;
  double span_ = 1.0;
  double lowest_ = 0.0;
};

/// The scaling of values of type `type`. A `given` range wins over the type's natural one; where values stay as stored, only types whose values
/// are bounded by nature have a range of their own. Throws DataError data.unknown-range, naming `file`.
Scaling scaling_for(ElementType type, const std::string& scale, const std::optional<Range>& given, const std::string& file);

}  // namespace datasets
