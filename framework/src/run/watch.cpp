#include "run/watch.hpp"

#include <fstream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace assay::run {

std::int64_t resident_bytes(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/statm");
  std::int64_t total_pages = 0;
  std::int64_t resident_pages = 0;
  if (!(in >> total_pages >> resident_pages)) return 0;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

LimitWatch::LimitWatch(const Value& run_options, pid_t process)
    : process_(process), timeout_s_(run_options.at("timeout_s").real()), memory_mb_(run_options.at("memory_mb").integer()) {}

std::optional<record::Failure> LimitWatch::exceeded() const {
  const double elapsed = std::chrono::duration<double>(Clock::now() - started_).count();
  if (timeout_s_ > 0.0 && elapsed > timeout_s_) {
    return record::Failure{"trial.timeout", fmt::format("the trial ran longer than [run] timeout_s = {:g} s", timeout_s_), {}, 0};
  }
  if (memory_mb_ <= 0) return std::nullopt;
  const std::int64_t resident_mb = resident_bytes(process_) / (std::int64_t{1024} * 1024);
  if (resident_mb <= memory_mb_) return std::nullopt;
  return record::Failure{"trial.memory-limit",
                         fmt::format("the trial's resident memory reached {} MiB, above [run] memory_mb = {} MiB", resident_mb, memory_mb_),
                         {},
                         0};
}

}  // namespace assay::run
