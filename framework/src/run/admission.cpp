#include "run/admission.hpp"

#include <algorithm>

#include "spec/variants.hpp"

namespace assay::run {
namespace {

constexpr std::int64_t mib = std::int64_t{1024} * 1024;

/// Equal for trials that can be expected to need about the same.
std::string kind_of(const plan::Trial& trial) {
  const Value* in_case = trial.axes.find(spec::case_axis);
  return trial.arm + '\n' + (in_case == nullptr ? std::string() : in_case->string());
}

}  // namespace

std::int64_t Admission::needed_bytes(const plan::Trial& trial) const {
  const std::int64_t limit = trial.run.at("memory_mb").integer() * mib;
  const auto known = largest_.find(kind_of(trial));
  std::int64_t needed = known == largest_.end() ? 0 : known->second;
  if (known == largest_.end()) {
    for (const auto& one : largest_) needed = std::max(needed, one.second);
  }
  return limit > 0 ? std::min(needed, limit) : needed;
}

bool Admission::fits(const plan::Trial& next, const std::vector<Occupant>& running) {
  if (running.empty()) return true;
  for (const auto& one : running) observe(*one.trial, one.resident_bytes);
  std::int64_t available = available_bytes_();
  for (const auto& one : running) available -= std::max<std::int64_t>(0, needed_bytes(*one.trial) - one.resident_bytes);
  return available >= needed_bytes(next);
}

void Admission::observe(const plan::Trial& trial, std::int64_t bytes) {
  std::int64_t& largest = largest_[kind_of(trial)];
  largest = std::max(largest, bytes);
}

}  // namespace assay::run
