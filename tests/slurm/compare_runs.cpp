// compare_runs LEFT RIGHT: prints what differs between the results of two run folders of one plan, bit by bit; status 1 when anything does.

#include <cstdio>

#include "e2e/trials.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const assay::record::RunFolder left{argv[1]};
  const assay::record::RunFolder right{argv[2]};
  auto differences = e2e::run_differences(left, right);
  for (const auto* run : {&left, &right}) {
    for (const auto& name : e2e::leftovers(*run)) differences.push_back("left over in " + run->root.string() + ": " + name);
  }
  for (const auto& difference : differences) std::puts(difference.c_str());
  std::printf("%zu trials compared, %zu differences\n", e2e::trials_of(left).size(), differences.size());
  return differences.empty() ? 0 : 1;
}
