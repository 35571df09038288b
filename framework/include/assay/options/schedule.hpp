#pragma once

#include <cstdint>
#include <string>

#include "assay/abi/export.hpp"
#include "assay/core/value.hpp"

namespace assay {
inline namespace abi_1 {

/// A quantity that changes with the epoch: learning rates, temperatures, loss weights.
///
/// Spec forms, all evaluated per epoch e = 1, 2, … with the first epoch at `start`:
///   0.001                                        constant
///   { start = 1.0, end = 0.5, rate = 0.00693 }   exponential: start·exp(−rate·(e−1)), not past `end`
///   { start = 0.01, factor = 0.5, every = 30 }   steps: start·factor^⌊(e−1)/every⌋
///   { start = 0.0, end = 1.0, epochs = 50 }      linear from `start` to `end` over `epochs`, then `end`
struct ASSAY_EXPORT Schedule {
  enum class Shape { constant, exponential, steps, linear };

  Shape shape = Shape::constant;
  double start = 0.0;
  double end = 0.0;
  double rate = 0.0;
  double factor = 1.0;
  std::int64_t period = 1;  ///< `every` or `epochs`

  Schedule() = default;
  Schedule(double constant) : start(constant), end(constant) {}  // NOLINT(google-explicit-constructor)
  static Schedule exponential(double start, double end, double rate);
  static Schedule steps(double start, double factor, std::int64_t every);

  /// Value in epoch `epoch` >= 1.
  [[nodiscard]] double at(std::int64_t epoch) const;
  /// Smallest and largest value it can take; bounds of an option are checked against both.
  [[nodiscard]] double lowest() const;
  [[nodiscard]] double highest() const;

  /// Reads a spec form; returns an empty string, or what is wrong with `value` as a lower-case sentence.
  static std::string parse(const Value& value, Schedule& out);
  [[nodiscard]] Value to_value() const;
};

}  // namespace abi_1
}  // namespace assay
