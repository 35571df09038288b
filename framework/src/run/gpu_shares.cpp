#include "run/gpu_shares.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace assay::run {
namespace {

/// CUDA stops at the first name that it does not know; "-1" and an empty text hide all.
std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> gpus;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    const std::string name = text.substr(start, comma - start);
    if (name.empty() || name == "-1") break;
    gpus.push_back(name);
    start = comma + 1;
  }
  return gpus;
}

}  // namespace

std::vector<std::string> visible_gpus() {
  if (const char* variable = std::getenv("CUDA_VISIBLE_DEVICES")) return listed(variable);
  std::vector<std::string> gpus;
  std::error_code ignored;
  while (std::filesystem::exists(fmt::format("/dev/nvidia{}", gpus.size()), ignored)) gpus.push_back(std::to_string(gpus.size()));
  return gpus;
}

std::string GpuShares::least_used() const {
  if (gpus_.size() < 2) return {};
  const auto uses = [this](const std::string& gpu) {
    return std::count_if(used_by_.begin(), used_by_.end(), [&](const auto& entry) { return entry.second == gpu; });
  };
  return *std::min_element(gpus_.begin(), gpus_.end(), [&](const std::string& left, const std::string& right) { return uses(left) < uses(right); });
}

}  // namespace assay::run
