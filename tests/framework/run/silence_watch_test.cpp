#include <doctest/doctest.h>

#include "run/silence_watch.hpp"

namespace {

using assay::run::LeaseView;
using assay::run::SilenceWatch;
using Finding = SilenceWatch::Finding;

LeaseView view_of(const std::string& nonce, std::int64_t beat_ns) {
  LeaseView view;
  view.owner.nonce = nonce;
  view.owner.lease_s = 10.0;
  view.beat_ns = beat_ns;
  return view;
}

}  // namespace

TEST_CASE("an owner is silent when its lease did not move for as long as it said, counted from the first look") {
  SilenceWatch watch;
  CHECK(watch.look("t", view_of("a", 5), 100.0) == Finding::none);
  CHECK(watch.look("t", view_of("a", 5), 109.9) == Finding::none);
  CHECK(watch.silent("t").empty());
  CHECK(watch.look("t", view_of("a", 5), 110.0) == Finding::silent);
  CHECK(watch.silent("t") == "a");
  CHECK(watch.silent("another").empty());
}

TEST_CASE("a sign of life, whatever its time stamp, begins the wait anew") {
  SilenceWatch watch;
  CHECK(watch.look("t", view_of("a", 5), 0.0) == Finding::none);
  CHECK(watch.look("t", view_of("a", 4), 9.0) == Finding::alive);  // the clock of the file's server was set back
  CHECK(watch.look("t", view_of("a", 4), 18.0) == Finding::alive);
  CHECK(watch.look("t", view_of("a", 4), 19.0) == Finding::silent);
  CHECK(watch.look("t", view_of("a", 6), 20.0) == Finding::alive);
  CHECK(watch.silent("t").empty());
}

TEST_CASE("another owner, or none, begins the wait anew") {
  SilenceWatch watch;
  watch.look("t", view_of("a", 5), 0.0);
  CHECK(watch.look("t", view_of("b", 5), 11.0) == Finding::alive);
  CHECK(watch.look("t", std::nullopt, 30.0) == Finding::none);
  CHECK(watch.look("t", view_of("b", 5), 31.0) == Finding::none);
  CHECK(watch.look("t", view_of("b", 5), 41.0) == Finding::silent);
}
