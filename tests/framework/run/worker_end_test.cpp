#include "run/worker_end.hpp"

#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

using assay::Value;
using assay::run::crash_of;
using assay::run::WorkerEnd;

TEST_CASE("the end of a worker is what the host reports of it") {
  const auto end = WorkerEnd::from(Value::Table{{"event", "exit"}, {"pid", 7}, {"status", 75}, {"signal", 0}, {"max_rss_kb", 3}});
  CHECK(end.pid == 7);
  CHECK(end.max_rss_bytes == 3072);
  CHECK(end.exited_with(75));
  CHECK_FALSE(end.exited_with(0));
  CHECK_FALSE(WorkerEnd::from(Value::Table{{"pid", 7}, {"status", 0}, {"signal", 9}, {"max_rss_kb", 3}}).exited_with(0));
}

TEST_CASE("a crash is told with its signal or status and the end of the log") {
  const test_support::TemporaryFolder folder;
  CHECK(crash_of({1, 0, 11, 0}, folder / "absent.log").text == "the trial's process was ended by signal 11 (Segmentation fault)");
  std::ofstream(folder / "long.log") << std::string(5000, 'x') << "last words";
  const auto failure = crash_of({1, 3, 0, 0}, folder / "long.log");
  CHECK(failure.code == "trial.crashed");
  CHECK(failure.text.find("ended with exit status 3 without a result\nthe end of its log:\nxxx") != std::string::npos);
  CHECK(failure.text.size() < 2200);
  CHECK(failure.text.substr(failure.text.size() - 10) == "last words");
}
