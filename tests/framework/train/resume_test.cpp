#include <doctest/doctest.h>

#include <random>

#include "framework/train/train_harness.hpp"

using assay::train::Outcome;
using train_test::fingerprint;
using train_test::proposed_spec;
using train_test::Trial;

namespace {

constexpr std::int64_t epochs = 4;
constexpr std::int64_t steps_per_epoch = 7;  // 200 samples in batches of 32

/// Asks to stop at the n-th poll.
assay::train::StopRequested at_poll(std::int64_t n) {
  return [n, polls = std::int64_t{0}]() mutable { return ++polls == n; };
}

/// Stands for `kill -9` at the n-th poll: nothing is saved.
struct Killed {};
assay::train::StopRequested killed_at_poll(std::int64_t n) {
  return [n, polls = std::int64_t{0}]() mutable {
    if (++polls == n) throw Killed{};
    return false;
  };
}

const std::string& undisturbed() {
  static const std::string bytes = [] {
    Trial trial(proposed_spec(epochs));
    REQUIRE(trial.run() == Outcome::done);
    return fingerprint(trial);
  }();
  return bytes;
}

}  // namespace

TEST_CASE("two runs of one trial give the same bits and another seed gives others") {
  Trial again(proposed_spec(epochs));
  REQUIRE(again.run() == Outcome::done);
  CHECK(fingerprint(again) == undisturbed());
  Trial other(proposed_spec(epochs), 8);
  REQUIRE(other.run() == Outcome::done);
  CHECK(fingerprint(other) != undisturbed());
}

TEST_CASE("a trial stopped after any epoch goes on to the same bits") {
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    CAPTURE(epoch);
    Trial trial(proposed_spec(epochs));
    REQUIRE(trial.run(at_poll(epoch * steps_per_epoch + 1)) == Outcome::interrupted);
    CHECK_FALSE(std::filesystem::exists(trial.file()));
    REQUIRE(trial.run() == Outcome::done);
    CHECK(fingerprint(trial) == undisturbed());
    CHECK(trial.record().resumes == 1);
  }
}

TEST_CASE("a trial stopped again and again at random steps goes on to the same bits") {
  std::mt19937 random(5);
  Trial trial(proposed_spec(epochs));
  std::int64_t stops = 0;
  while (trial.run(at_poll(1 + static_cast<std::int64_t>(random() % 9))) == Outcome::interrupted) ++stops;
  CHECK(stops >= 3);
  CHECK(fingerprint(trial) == undisturbed());
  CHECK(trial.record().resumes == stops);
}

TEST_CASE("a trial killed between checkpoints goes on from the last one to the same bits") {
  for (const std::int64_t poll : {3, 12, 17, 26}) {
    CAPTURE(poll);
    Trial trial(proposed_spec(epochs), 7, 0.0);  // a checkpoint at the end of every epoch
    CHECK_THROWS_AS(trial.run(killed_at_poll(poll)), Killed);
    REQUIRE(trial.run() == Outcome::done);
    CHECK(fingerprint(trial) == undisturbed());
  }
}

TEST_CASE("nothing but the trial file is left at the end") {
  Trial trial(proposed_spec(epochs), 7, 0.0);
  REQUIRE(trial.run() == Outcome::done);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(trial.file().parent_path())) names.push_back(entry.path().filename().string());
  CHECK(names == std::vector<std::string>{"t0.h5"});
}

TEST_CASE("a checkpoint that is damaged or of another trial makes the trial start over with a warning") {
  const auto start_over = [](const std::function<void(Trial&)>& damage) {
    Trial trial(proposed_spec(epochs));
    REQUIRE(trial.run(at_poll(10)) == Outcome::interrupted);
    damage(trial);
    REQUIRE(trial.run() == Outcome::done);
    CHECK(fingerprint(trial) == undisturbed());
    const auto record = trial.record();
    CHECK(record.resumes == 0);
    REQUIRE_FALSE(record.events.empty());
    CHECK(record.events.front().code == "checkpoint.unusable");
    return record.events.front().text;
  };
  CHECK(start_over([](Trial& trial) { std::filesystem::resize_file(trial.job().folder.checkpoint("t0"), 600); }).find("the trial starts over: ") ==
        0);
  CHECK(start_over([](Trial& trial) {
          Trial other(proposed_spec(epochs));
          other.job().provenance.trial_id = "t1";
          REQUIRE(other.run(at_poll(10)) == Outcome::interrupted);
          std::filesystem::copy_file(other.job().folder.checkpoint("t1"), trial.job().folder.checkpoint("t0"),
                                     std::filesystem::copy_options::overwrite_existing);
        }) == "the trial starts over: it belongs to another trial");
  start_over([](Trial& trial) { std::filesystem::resize_file(trial.job().folder.journal("t0"), 100); });
}

TEST_CASE("a checkpoint of a model with other shapes makes the trial start over") {
  Trial trial(proposed_spec(epochs));
  REQUIRE(trial.run(at_poll(10)) == Outcome::interrupted);
  train_test::member(train_test::member(trial.job().provenance.resolved, "encoder"), "features") = 9;
  REQUIRE(trial.run() == Outcome::done);
  CHECK(trial.record().events.front().code == "checkpoint.unusable");
}

TEST_CASE("a baseline stopped after a round goes on to the same bits") {
  const auto spec = [] {
    auto resolved = proposed_spec(1);
    auto& table = resolved.table();
    for (const char* key : {"encoder", "latent", "loss", "train"}) table.erase(key);
    table["baseline"] = train_test::table({{"use", "kmeans"}, {"clusters", 4}, {"n_init", 5}});
    return resolved;
  };
  Trial whole(spec());
  REQUIRE(whole.run() == Outcome::done);
  for (std::int64_t round = 1; round <= 4; ++round) {
    CAPTURE(round);
    Trial trial(spec());
    REQUIRE(trial.run(at_poll(round)) == Outcome::interrupted);
    REQUIRE(trial.run() == Outcome::done);
    CHECK(fingerprint(trial) == fingerprint(whole));
  }
  CHECK(whole.record().final_metrics.at("acc") > 0.5);
}
