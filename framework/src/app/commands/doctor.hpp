#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "host/host_process.hpp"

namespace assay::app {

/// How bad something is. A warning will do, but not well; with a problem something that was asked for cannot work.
enum class Health { ok, warning, problem };

struct DoctorFinding {
  std::string topic;
  Health health = Health::ok;
  std::string text;
  std::string fix;  ///< what to do about it; empty when it is ok
};

struct DoctorArguments {
  std::filesystem::path runs;   ///< where run folders are made
  std::filesystem::path cache;  ///< of the stages
  bool json = false;
};

/// Everything that `run_doctor` prints, in its order.
std::vector<DoctorFinding> examine(const DoctorArguments& arguments, const host::HostSettings& host);

/// `assay doctor`: what machine and installation are, and what is wrong with them. Returns 0, or 1 when there is a problem.
int run_doctor(const DoctorArguments& arguments, const host::HostSettings& host, std::ostream& out);

}  // namespace assay::app
