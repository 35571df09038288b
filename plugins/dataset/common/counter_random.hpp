#pragma once

#include <cmath>
#include <cstdint>

namespace datasets {

/// Random numbers that depend on a key and a counter only (SplitMix64), so that sample i needs no other sample to be drawn first.
/// All but `normal` use basic arithmetic alone: the same bits on every machine.
class CounterRandom {
 public:
  CounterRandom(std::uint64_t key, std::uint64_t index) : state_(mix(key ^ mix(index + golden))) {}

  std::uint64_t next() { return mix(state_ += golden); }
  /// U[0, 1) with 53 random bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// Mean 0, variance 1, inside ±3.47: the sum of four uniform draws, close to a normal one and never far out.
  double bell() {
    const double sum = uniform() + uniform() + uniform() + uniform();
    return (sum - 2.0) * 1.7320508075688772;
  }
  /// N(0, 1), by the method of Box and Muller.
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }
  /// One of 0 … bound−1.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;

  static std::uint64_t mix(std::uint64_t bits) {
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
  }

  std::uint64_t state_;
};

}  // namespace datasets
