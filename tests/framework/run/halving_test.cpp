#include "run/halving.hpp"

#include <cmath>
#include <filesystem>
#include <limits>

#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "record/journal.hpp"
#include "record/trial_file.hpp"
#include "support/temporary_folder.hpp"

using assay::Value;
using assay::plan::Plan;
using assay::plan::Trial;
using assay::run::Halving;

namespace {

/// A run of two arms with four settings each at two seeds, whose trials measure what a test says.
class Race {
 public:
  explicit Race(const std::string& goal = "max") {
    plan_.halving = Value::Table{{"metric", "acc"}, {"goal", goal}, {"epochs", Value::Array{5, 15}}, {"factor", 2.0}};
    for (const char* arm : {"a", "b"}) {
      for (const std::int64_t setting : {1, 2, 3, 4}) {
        for (const std::int64_t seed : {1, 2}) {
          Trial trial;
          trial.id = std::string(arm) + std::to_string(setting) + std::to_string(seed);
          trial.arm = arm;
          trial.seed = seed;
          trial.axes = Value::Table{{"train.lr", setting}};
          plan_.trials.push_back(std::move(trial));
        }
      }
    }
    folder_.root = root_.path();
    std::filesystem::create_directories(folder_.trials());
  }

  /// The journal of a trial that has been measured after these epochs.
  void measured(const std::string& id, const std::map<std::int64_t, double>& values, const std::string& metric = "acc") const {
    assay::record::JournalWriter journal(folder_.journal(id), 0);
    journal.append(Value::Table{{"t", "declare"}, {"name", metric}, {"cadence", "eval"}, {"help", ""}, {"unit", "1"}});
    for (const auto& [epoch, value] : values) {
      journal.append(Value::Table{{"t", "row"}, {"cadence", "eval"}, {"index", epoch}, {"wall_s", 0.0}, {"values", Value::Table{{metric, value}}}});
    }
  }

  /// The file of a trial that failed after it had been measured once.
  void failed(const std::string& id, std::int64_t epoch, double value) const {
    assay::record::TrialRecord record;
    record.trial_id = id;
    record.status = "failed";
    record.axes = Value::Table{};
    record.resolved = Value::Table{};
    record.series = {{"eval", {epoch}, {0.0}, {{"acc", "", "1", {value}}}}};
    record.failure = assay::record::Failure{"trial.crashed", "signal 11", "", epoch};
    assay::record::write_trial_file(folder_.trial(id), record);
    std::filesystem::remove(folder_.journal(id));
  }

  /// Values of setting 1 to 4 of arm a at both seeds; arm b is the same in reverse.
  void all_measured(std::int64_t epoch, const std::vector<std::pair<double, double>>& values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      measured("a" + std::to_string(i + 1) + "1", {{epoch, values[i].first}});
      measured("a" + std::to_string(i + 1) + "2", {{epoch, values[i].second}});
      measured("b" + std::to_string(4 - i) + "1", {{epoch, values[i].first}});
      measured("b" + std::to_string(4 - i) + "2", {{epoch, values[i].second}});
    }
  }

  [[nodiscard]] Halving halving() const { return {plan_, folder_}; }
  [[nodiscard]] const Trial& trial(const std::string& id) const {
    return *std::find_if(plan_.trials.begin(), plan_.trials.end(), [&](const Trial& one) { return one.id == id; });
  }
  /// Settings that go on, as "a2 b3".
  [[nodiscard]] std::string left(const Halving& halving) const {
    std::string names;
    for (const auto& one : plan_.trials) {
      if (one.seed == 1 && halving.why_stopped(one).empty()) names += (names.empty() ? "" : " ") + one.id.substr(0, 2);
    }
    return names;
  }

  Plan plan_;

 private:
  test_support::TemporaryFolder root_;
  assay::record::RunFolder folder_;
};

}  // namespace

TEST_CASE("the better half by the mean over the seeds goes on, in each arm by itself") {
  const Race race;
  Halving halving = race.halving();
  CHECK(halving.is_on());
  CHECK(halving.pause_after() == 5);
  // Setting 2 has the best single seed and the third best mean.
  race.all_measured(5, {{0.6, 0.6}, {0.9, 0.1}, {0.7, 0.7}, {0.2, 0.3}});
  CHECK(halving.has_reached(race.trial("a11")));
  halving.end_rung();
  CHECK(race.left(halving) == "a1 a3 b2 b4");
  CHECK(halving.why_stopped(race.trial("a22")) == "after epoch 5 its mean acc over 2 seeds was 0.5, place 3 of 4, and 2 go on");
  CHECK(halving.pause_after() == 15);
  CHECK_FALSE(halving.has_reached(race.trial("a11")));
  race.all_measured(15, {{0.8, 0.9}, {1.0, 1.0}, {0.7, 0.7}, {1.0, 1.0}});  // who has stopped does not come back
  halving.end_rung();
  CHECK(race.left(halving) == "a1 b4");
  CHECK(halving.pause_after() == 0);
  halving.end_rung();
  CHECK(race.left(halving) == "a1 b4");
}

TEST_CASE("with the goal min the lower means go on") {
  const Race race("min");
  Halving halving = race.halving();
  race.all_measured(5, {{0.6, 0.6}, {0.9, 0.1}, {0.7, 0.7}, {0.2, 0.3}});
  halving.end_rung();
  CHECK(race.left(halving) == "a2 a4 b1 b3");
}

TEST_CASE("equal settings go on in the order of the plan, and those without a number last") {
  const Race race;
  Halving halving = race.halving();
  race.all_measured(5, {{std::nan(""), 0.9}, {0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}});
  halving.end_rung();
  CHECK(race.left(halving) == "a2 a3 b1 b2");
  CHECK(halving.why_stopped(race.trial("a11")) == "after epoch 5 its mean acc over 2 seeds could not be taken, place 4 of 4, and 2 go on");
}

TEST_CASE("a trial that measured more often counts with what it had at the end of the rung") {
  const Race race;
  Halving halving = race.halving();
  race.all_measured(5, {{0.6, 0.6}, {0.5, 0.5}, {0.4, 0.4}, {0.3, 0.3}});
  race.measured("a41", {{5, 0.3}, {10, 1.0}});
  race.measured("a42", {{5, 0.3}, {10, 1.0}});
  race.measured("a11", {{3, 0.6}});  // it ended by itself after 3 rounds
  CHECK(halving.has_reached(race.trial("a41")));
  CHECK_FALSE(halving.has_reached(race.trial("a11")));
  halving.end_rung();
  CHECK(race.left(halving) == "a1 a2 b3 b4");
}

TEST_CASE("what a failed trial measured before it failed counts for nothing, what its next try measures does") {
  const Race race;
  Halving halving = race.halving();
  race.all_measured(5, {{0.6, 0.6}, {0.5, 0.5}, {0.4, 0.4}, {0.3, 0.3}});
  race.failed("a41", 5, 1.0);
  race.failed("a42", 5, 1.0);
  CHECK_FALSE(halving.has_reached(race.trial("a41")));
  race.measured("a41", {{5, 0.9}});
  race.measured("a42", {{5, 0.8}});
  CHECK(halving.has_reached(race.trial("a41")));
  race.failed("a11", 5, 1.0);  // and is not tried again
  halving.end_rung();
  CHECK(race.left(halving) == "a2 a4 b3 b4");
}

TEST_CASE("a metric that no trial has measured is an error that tells the others") {
  const Race race;
  race.measured("a11", {{5, 0.6}}, "nmi");
  Halving halving = race.halving();
  try {
    halving.end_rung();
    FAIL("no error");
  } catch (const assay::Error& error) {
    CHECK(error.code() == "run.halving-metric");
    CHECK(error.diagnostics().front().notes.front() == "measured are: nmi");
  }
}

TEST_CASE("a plan without halving pauses nothing") {
  Race race;
  race.plan_.halving = Value();
  const Halving halving = race.halving();
  CHECK_FALSE(halving.is_on());
  CHECK(halving.pause_after() == 0);
  CHECK_FALSE(halving.has_reached(race.trial("a11")));
}
