#pragma once

#include <cstddef>
#include <vector>

namespace assay::report {

/// What a sample of numbers says; NaN values are left out and not counted.
struct Statistics {
  std::size_t count = 0;
  double mean = 0.0;                ///< NaN without numbers
  double standard_deviation = 0.0;  ///< of the sample, divisor n − 1; NaN for fewer than two numbers
  double median = 0.0;              ///< mean of the two middle ones for even counts; NaN without numbers
  double lowest = 0.0;
  double highest = 0.0;
};

Statistics describe(const std::vector<double>& values);

}  // namespace assay::report
