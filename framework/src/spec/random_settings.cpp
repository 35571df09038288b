#include "spec/random_settings.hpp"

#include <cmath>
#include <cstdlib>
#include <functional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "assay/options/field.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "spec/components.hpp"
#include "spec/sweep.hpp"

namespace assay::spec {
namespace {

struct RandomOptions {
  std::int64_t count = 1;
  std::int64_t seed = 1;

  static constexpr auto fields =
      assay::fields(assay::field("count", &RandomOptions::count, "settings to draw").in(1, most_trials).required(),
                    assay::field("seed", &RandomOptions::seed, "of the search: which settings are drawn; not that of any trial").in(0, 4e15));
};

struct RangeOptions {
  double min = 0.0;
  double max = 1.0;
  std::string scale = "linear";

  static constexpr auto fields =
      assay::fields(assay::field("min", &RangeOptions::min, "the smallest value").required(),
                    assay::field("max", &RangeOptions::max, "the largest value").required(),
                    assay::field("scale", &RangeOptions::scale, "in which the values are evenly spread").one_of("linear", "log"));
};

/// Gives the value for a number that is evenly spread over [0, 1).
using Quantile = std::function<Node(double at)>;

struct RandomAxis {
  Assignment assignment;
  Quantile quantile;
};

/// Evenly spread over [0, 1), 48 bits.
double uniform(std::int64_t seed, const std::string& path, std::size_t draw) {
  constexpr std::size_t digits = 12;
  const std::string hash = sha256_hex(fmt::format("random search\n{}\n{}\n{}", seed, path, draw));
  return static_cast<double>(std::strtoull(hash.substr(0, digits).c_str(), nullptr, 16)) / std::pow(16.0, digits);
}

class RandomReader {
 public:
  explicit RandomReader(Findings& findings) : findings_(findings) {}

  RandomSettings read(const Node& table) {
    RandomSettings settings;
    if (!table.is_table()) {
      wrong_type("'random' wants a table with count, seed and axes", table);
      return settings;
    }
    const Value options = check_settings(table, "'random'", random_schema(), {"axes"}, findings_);
    const Node* axes = table.find("axes");
    if (axes == nullptr) {
      findings_.add("spec.missing-key", "'random' lacks 'axes'", table.origin,
                    "the options to draw: axes = { \"train.lr\" = { min = 1e-4, max = 1e-1 } }");
      return settings;
    }
    for (const auto& axis : read_assignments(*axes, "'axes' of 'random'", findings_)) {
      if (const Quantile quantile = quantile_of(axis)) axes_.push_back({axis, quantile});
    }
    for (const auto& axis : axes_) settings.axes.push_back(axis.assignment);
    // A required option that is absent has been reported.
    if (axes_.empty() || table.find("count") == nullptr) return settings;
    settings.points = draw(options.at("count").integer(), options.at("seed").integer(), table);
    return settings;
  }

 private:
  void wrong_type(const std::string& wanted, const Node& found) {
    findings_.add("spec.wrong-type", fmt::format("{}, found {}", wanted, found.type_name()), found.origin);
  }

  Quantile quantile_of(const Assignment& axis) {
    if (axis.value.is_array()) {
      if (axis.value.items.empty()) findings_.add("spec.empty-list", fmt::format("the axis '{}' has no values", axis.path), axis.value.origin);
      return axis.value.items.empty() ? Quantile() : one_of(axis.value.items);
    }
    if (axis.value.is_table()) return in_range(axis);
    wrong_type(fmt::format("the random axis '{}' wants a list of values or {{ min, max, scale }}", axis.path), axis.value);
    return {};
  }

  static Quantile one_of(const std::vector<Node>& values) {
    return [values](double at) { return values[static_cast<std::size_t>(at * static_cast<double>(values.size()))]; };
  }

  Quantile in_range(const Assignment& axis) {
    const std::size_t before = findings_.size();
    const Value range = check_settings(axis.value, fmt::format("the range of '{}'", axis.path), schema_of<RangeOptions>(), {}, findings_);
    if (findings_.size() != before) return {};
    const double low = range.at("min").real();
    const double high = range.at("max").real();
    const bool log = range.at("scale").string() == "log";
    if (!(low < high) || !std::isfinite(high - low)) {
      findings_.add("spec.empty-range", fmt::format("the range of '{}' ends at {} and begins at {}", axis.path, high, low), axis.value.origin);
      return {};
    }
    if (log && low <= 0.0) {
      findings_.add("spec.empty-range", fmt::format("a logarithmic range begins above 0, that of '{}' at {}", axis.path, low), axis.value.origin);
      return {};
    }
    const bool whole = axis.value.find("min")->scalar.is_integer() && axis.value.find("max")->scalar.is_integer();
    return [low, high, log, whole, origin = axis.value.origin](double at) {
      // Each whole number has as much room as the next; a logarithmic range gives 1 more of it than 10.
      const double end = whole ? high + 1.0 : high;
      const double value = log ? low * std::pow(end / low, at) : low + (end - low) * at;
      if (whole) return scalar_node(Value(static_cast<std::int64_t>(std::min(std::floor(value), high))), origin);
      return scalar_node(Value(std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr)), origin);
    };
  }

  /// Draws until there are as many different settings; gives up when hardly any draw is new.
  std::vector<std::vector<Assignment>> draw(std::int64_t count, std::int64_t seed, const Node& table) {
    constexpr std::size_t most_draws_per_setting = 100;
    const auto wanted = static_cast<std::size_t>(count);
    std::vector<std::vector<Assignment>> points;
    std::set<std::string> seen;
    for (std::size_t i = 0; points.size() < wanted && i < most_draws_per_setting * wanted; ++i) {
      std::vector<Assignment> point;
      std::string identity;
      for (const auto& axis : axes_) {
        point.push_back({axis.assignment.path, axis.assignment.path_origin, axis.quantile(uniform(seed, axis.assignment.path, i))});
        identity += to_json(point.back().value.to_value()) + '\n';
      }
      if (seen.insert(identity).second) points.push_back(std::move(point));
    }
    if (points.size() < wanted) {
      findings_.add(
          "spec.too-few-settings",
          fmt::format("'random' wants {} settings, but {} draws gave only {} different ones", wanted, most_draws_per_setting * wanted, points.size()),
          table.origin, "use 'grid' for all combinations of few values");
    }
    return points;
  }

  Findings& findings_;
  std::vector<RandomAxis> axes_;
};

}  // namespace

RandomSettings read_random(const Node& table, Findings& findings) { return RandomReader(findings).read(table); }

const Schema& random_schema() {
  static const Schema schema = schema_of<RandomOptions>();
  return schema;
}

}  // namespace assay::spec
