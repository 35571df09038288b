#pragma once

#include <filesystem>
#include <optional>

namespace assay::run {

/// An exclusive lock on a file (flock). The kernel drops it with the process that holds it, however that process ends, so a claim is never stale.
class Claim {
 public:
  /// Nothing when another process holds it. Throws TrialError "run.not-writable" when the file cannot be made.
  static std::optional<Claim> try_take(const std::filesystem::path& file);
  /// Waits for it.
  static Claim take(const std::filesystem::path& file);
  /// True while some process holds it.
  static bool is_taken(const std::filesystem::path& file);

  Claim(Claim&& other) noexcept;
  Claim& operator=(Claim&& other) = delete;
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  ~Claim();

 private:
  explicit Claim(int file) : file_(file) {}

  int file_;
};

}  // namespace assay::run
