#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "run/progress.hpp"
#include "support/temporary_folder.hpp"

namespace {

using assay::Value;
using assay::record::JournalWriter;
using assay::run::Progress;
using assay::run::ProgressStyle;
using assay::run::TrialProgress;

struct Closer {
  void operator()(std::FILE* stream) const { std::fclose(stream); }
};
using Stream = std::unique_ptr<std::FILE, Closer>;

std::string text_of(std::FILE* stream) {
  std::fflush(stream);
  std::rewind(stream);
  std::string text;
  for (int c = std::fgetc(stream); c != EOF; c = std::fgetc(stream)) text.push_back(static_cast<char>(c));
  return text;
}

Value state(std::int64_t epoch, std::int64_t epochs) {
  return Value::Table{{"t", "state"}, {"state", "started"}, {"epoch", epoch}, {"epochs", epochs}};
}
Value epoch_row(std::int64_t epoch) { return Value::Table{{"t", "row"}, {"cadence", "epoch"}, {"index", epoch}, {"values", Value::Table{}}}; }

/// What a terminal shows of a trial with these events.
std::string drawn(const std::vector<Value>& events) {
  const test_support::TemporaryFolder folder;
  JournalWriter journal(folder / "1.journal", 0);
  for (const Value& event : events) journal.append(event);
  TrialProgress trial("dec seed 1", folder / "1.journal");
  const Stream stream(std::tmpfile());
  Progress progress(ProgressStyle::redraw, stream.get(), 2, 0);
  progress.update({&trial});
  return text_of(stream.get());
}

}  // namespace

TEST_CASE("the journal tells how far a trial is") {
  const test_support::TemporaryFolder folder;
  TrialProgress trial("dec seed 1", folder / "1.journal");
  trial.poll();
  CHECK(trial.epochs() == 0);
  CHECK(trial.seconds_left() < 0.0);
  JournalWriter journal(folder / "1.journal", 0);
  journal.append(state(0, 40));
  journal.append(epoch_row(1));
  trial.poll();
  CHECK(trial.epoch() == 1);
  CHECK(trial.epochs() == 40);
  CHECK(trial.seconds_left() < 0.0);  // one epoch says nothing about the pace
  journal.append(epoch_row(2));
  trial.poll();
  CHECK(trial.epoch() == 2);
  CHECK(trial.seconds_left() >= 0.0);
}

TEST_CASE("without a terminal a run prints plain lines and none when quiet") {
  const Stream stream(std::tmpfile());
  Progress progress(ProgressStyle::lines, stream.get(), 3, 1);
  progress.say("2 of 3 trials to run");
  progress.finished("dec seed 1", "done", 61.0, "");
  progress.finished("dec seed 2", "failed", 4.0, "it crashed [trial.crashed]\nsecond line");
  CHECK(text_of(stream.get()) ==
        "2 of 3 trials to run\n[2/3] dec seed 1 done after 1 min 01 s\n[3/3] dec seed 2 failed after 4 s: it crashed [trial.crashed]\n");
  const Stream silent(std::tmpfile());
  Progress none(ProgressStyle::none, silent.get(), 3, 0);
  none.say("2 of 3 trials to run");
  none.finished("dec seed 1", "done", 1.0, "");
  none.update({});
  CHECK(text_of(silent.get()).empty());
}

TEST_CASE("on a terminal the lines of running trials are drawn again in place") {
  const test_support::TemporaryFolder folder;
  JournalWriter journal(folder / "1.journal", 0);
  journal.append(state(0, 4));
  journal.append(epoch_row(1));
  TrialProgress trial("dec seed 1", folder / "1.journal");
  const Stream stream(std::tmpfile());
  Progress progress(ProgressStyle::redraw, stream.get(), 2, 0);
  progress.update({&trial});
  CHECK(text_of(stream.get()).find("dec seed 1                   [######..................] epoch 1/4") != std::string::npos);
  progress.clear();
  CHECK(text_of(stream.get()).find("\033[2A\033[J") != std::string::npos);  // one line for the trial and one for the totals
}

TEST_CASE("of a method whose number of rounds is unknown the round is told") {
  CHECK(drawn({state(0, 0), epoch_row(7)}).find("] round 7\n") != std::string::npos);
}

TEST_CASE("of a method that tells how many rounds to expect the part that is done is drawn") {
  const Value expected = Value::Table{{"t", "state"}, {"state", "expected"}, {"epoch", 0}, {"epochs", 8}};
  CHECK(drawn({state(0, 0), expected, epoch_row(2)}).find("dec seed 1                   [######..................] round 2/8") != std::string::npos);
}

TEST_CASE("a stream that is no terminal or a dumb one is never redrawn") {
  const Stream stream(std::tmpfile());
  CHECK(assay::run::progress_style(false, stream.get()) == ProgressStyle::lines);
  CHECK(assay::run::progress_style(true, stream.get()) == ProgressStyle::none);
}
