#include "run/admission.hpp"

#include <doctest/doctest.h>

using assay::Value;
using assay::plan::Trial;
using assay::run::Admission;

namespace {

constexpr std::int64_t mib = std::int64_t{1024} * 1024;

Trial trial(const std::string& arm, std::int64_t memory_mb = 0) {
  Trial one;
  one.arm = arm;
  one.axes = Value::Table{};
  one.run = Value::Table{{"memory_mb", memory_mb}};
  return one;
}

}  // namespace

TEST_CASE("a trial waits while what the running ones still want leaves too little") {
  std::int64_t available = 1000 * mib;
  Admission admission([&] { return available; });
  const Trial small = trial("small");
  const Trial large = trial("large");
  CHECK(admission.fits(large, {}));
  CHECK(admission.fits(large, {{&small, 10 * mib}}));  // nothing is known of it: as much as the largest seen, 10 MiB
  admission.observe(large, 600 * mib);
  CHECK(admission.fits(large, {{&small, 10 * mib}}));
  CHECK_FALSE(admission.fits(large, {{&large, 100 * mib}}));  // which takes 500 more, so 500 are left
  CHECK(admission.fits(small, {{&large, 100 * mib}}));
  available = 500 * mib;
  CHECK_FALSE(admission.fits(large, {{&small, 10 * mib}}));
  CHECK(admission.fits(large, {}));  // it will never fit better
}

TEST_CASE("a trial is not thought to need more than its limit") {
  Admission admission([] { return 300 * mib; });
  const Trial small = trial("small");
  admission.observe(trial("large"), 600 * mib);
  CHECK_FALSE(admission.fits(trial("large"), {{&small, 10 * mib}}));
  CHECK(admission.fits(trial("large", 200), {{&small, 10 * mib}}));
}

TEST_CASE("cases of an arm are kinds of their own") {
  Admission admission([] { return 300 * mib; });
  Trial here = trial("arm");
  here.axes = Value::Table{{"case", "here"}};
  Trial there = trial("arm");
  there.axes = Value::Table{{"case", "there"}};
  admission.observe(here, 600 * mib);
  admission.observe(there, 100 * mib);
  CHECK_FALSE(admission.fits(here, {{&there, 100 * mib}}));
  CHECK(admission.fits(there, {{&there, 100 * mib}}));
}

TEST_CASE("the memory that is left is between nothing and all of the machine") {
  const std::int64_t available = assay::available_memory_bytes();
  CHECK(available > 10 * mib);
  CHECK(available < std::int64_t{1} << 50);
}
