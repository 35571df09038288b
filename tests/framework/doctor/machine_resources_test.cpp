#include "app/commands/machine_resources.hpp"

#include <doctest/doctest.h>

using assay::app::MachineResources;

TEST_CASE("what can be used is what the tightest of all limits leaves") {
  MachineResources machine;
  machine.cpus = 16;
  machine.allowed_cpus = 8;
  machine.available_bytes = 1000;
  CHECK(machine.usable_cpus() == 8);
  CHECK(machine.usable_bytes() == 1000);
  machine.limits = {2.5, 600, {}};
  CHECK(machine.usable_cpus() == 2);
  CHECK(machine.usable_bytes() == 600);
  machine.limits = {0.5, 2000, {}};
  CHECK(machine.usable_cpus() == 1);
  CHECK(machine.usable_bytes() == 1000);
}

TEST_CASE("this machine has CPUs and memory") {
  const auto machine = assay::app::machine_resources();
  CHECK(machine.cpus >= machine.usable_cpus());
  CHECK(machine.usable_cpus() >= 1);
  CHECK(machine.memory_bytes >= machine.available_bytes);
  CHECK(machine.available_bytes > 0);
}
