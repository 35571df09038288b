#include <doctest/doctest.h>

#include <csignal>
#include <vector>

#include <unistd.h>

#include "run/signals.hpp"
#include "run/watch.hpp"

namespace {

using assay::Value;
using assay::run::LimitWatch;

Value limits(double timeout_s, std::int64_t memory_mb) { return Value::Table{{"timeout_s", timeout_s}, {"memory_mb", memory_mb}}; }

}  // namespace

TEST_CASE("limits of zero never end a trial and others say which limit it was") {
  CHECK_FALSE(LimitWatch(limits(0.0, 0), getpid()).exceeded());
  CHECK_FALSE(LimitWatch(limits(1e6, 1 << 20), getpid()).exceeded());
  const auto slow = LimitWatch(limits(1e-9, 0), getpid()).exceeded();
  REQUIRE(slow);
  CHECK(slow->code == "trial.timeout");
  const auto fat = LimitWatch(limits(0.0, 1), getpid()).exceeded();
  REQUIRE(fat);
  CHECK(fat->code == "trial.memory-limit");
  CHECK(fat->text.find("memory_mb = 1 MiB") != std::string::npos);
}

TEST_CASE("resident memory grows with the pages that are used and is 0 for no process") {
  const std::int64_t before = assay::run::resident_bytes(getpid());
  CHECK(before > 0);
  constexpr std::size_t size = std::size_t{64} << 20;
  const std::vector<char> pages(size, 'x');
  CHECK(assay::run::resident_bytes(getpid()) - before > static_cast<std::int64_t>(size) / 2);
  CHECK(pages.back() == 'x');
  CHECK(assay::run::resident_bytes(0) == 0);
}

TEST_CASE("signals are counted instead of ending the program") {
  const assay::run::SignalWatch watch;
  CHECK(watch.count() == 0);
  std::raise(SIGTERM);
  std::raise(SIGINT);
  CHECK(watch.count() == 2);
  CHECK(watch.last() == SIGINT);
}
