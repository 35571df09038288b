#include "assay/options/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace assay {
inline namespace abi_1 {
namespace {

bool has_exactly(const Value& table, std::initializer_list<const char*> keys) {
  return table.table().size() == keys.size() && std::all_of(keys.begin(), keys.end(), [&](const char* key) { return table.find(key) != nullptr; });
}

constexpr const char* forms = "must be a number, { start, end, rate }, { start, factor, every } or { start, end, epochs }";

}  // namespace

Schedule Schedule::exponential(double start, double end, double rate) {
  Schedule schedule(start);
  schedule.shape = Shape::exponential;
  schedule.end = end;
  schedule.rate = rate;
  return schedule;
}

Schedule Schedule::steps(double start, double factor, std::int64_t every) {
  Schedule schedule(start);
  schedule.shape = Shape::steps;
  schedule.factor = factor;
  schedule.period = every;
  return schedule;
}

double Schedule::at(std::int64_t epoch) const {
  const double elapsed = static_cast<double>(std::max<std::int64_t>(epoch, 1) - 1);
  switch (shape) {
    case Shape::constant: return start;
    case Shape::exponential: {
      const double value = start * std::exp(-rate * elapsed);
      return start >= end ? std::max(end, value) : std::min(end, value);
    }
    case Shape::steps: return start * std::pow(factor, std::floor(elapsed / static_cast<double>(period)));
    case Shape::linear: return start + (end - start) * std::min(1.0, elapsed / static_cast<double>(period));
  }
  return start;
}

double Schedule::lowest() const {
  if (shape == Shape::constant) return start;
  if (shape == Shape::steps) return factor < 1.0 ? 0.0 : start;
  return std::min(start, end);
}

double Schedule::highest() const {
  if (shape == Shape::constant) return start;
  if (shape == Shape::steps) return factor > 1.0 ? HUGE_VAL : start;
  return std::max(start, end);
}

std::string Schedule::parse(const Value& value, Schedule& out) {
  if (value.is_number()) {
    out = Schedule(value.real());
    return {};
  }
  if (!value.is_table()) return forms;
  for (const auto& entry : value.table()) {
    if (!entry.second.is_number()) return "has a '" + entry.first + "' that is no number";
  }
  Schedule schedule;
  if (has_exactly(value, {"start", "end", "rate"})) {
    schedule = exponential(value.at("start").real(), value.at("end").real(), value.at("rate").real());
    const bool moves_to_end = (schedule.start >= schedule.end) == (schedule.rate >= 0.0);
    if (schedule.start != schedule.end && !moves_to_end) return "never reaches 'end': the sign of 'rate' points away from it";
  } else if (has_exactly(value, {"start", "factor", "every"})) {
    schedule.shape = Shape::steps;
    schedule.start = schedule.end = value.at("start").real();
    schedule.factor = value.at("factor").real();
    if (!value.at("every").is_integer() || value.at("every").integer() < 1) return "needs a whole number of epochs >= 1 in 'every'";
    if (schedule.factor <= 0.0) return "needs a 'factor' above 0";
    schedule.period = value.at("every").integer();
  } else if (has_exactly(value, {"start", "end", "epochs"})) {
    schedule.shape = Shape::linear;
    schedule.start = value.at("start").real();
    schedule.end = value.at("end").real();
    if (!value.at("epochs").is_integer() || value.at("epochs").integer() < 1) return "needs a whole number >= 1 in 'epochs'";
    schedule.period = value.at("epochs").integer();
  } else {
    return forms;
  }
  out = schedule;
  return {};
}

Value Schedule::to_value() const {
  switch (shape) {
    case Shape::constant: break;
    case Shape::exponential: return Value::Table{{"start", start}, {"end", end}, {"rate", rate}};
    case Shape::steps: return Value::Table{{"start", start}, {"factor", factor}, {"every", period}};
    case Shape::linear: return Value::Table{{"start", start}, {"end", end}, {"epochs", period}};
  }
  return {start};
}

}  // namespace abi_1
}  // namespace assay
