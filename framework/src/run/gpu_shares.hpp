#pragma once

#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace assay::run {

/// The GPUs that processes of ours may use, each as CUDA_VISIBLE_DEVICES names it: what that variable lists, else all of this machine. Asks no
/// driver, because a process that has spoken to it cannot fork workers.
std::vector<std::string> visible_gpus();

/// Spreads trials over several GPUs, so that each gets the one with the fewest.
class GpuShares {
 public:
  explicit GpuShares(std::vector<std::string> gpus) : gpus_(std::move(gpus)) {}

  /// For the next trial; empty when there is no choice.
  [[nodiscard]] std::string least_used() const;
  void take(pid_t process, const std::string& gpu) { used_by_[process] = gpu; }
  void release(pid_t process) { used_by_.erase(process); }

 private:
  std::vector<std::string> gpus_;
  std::map<pid_t, std::string> used_by_;
};

}  // namespace assay::run
