#pragma once

#include <map>
#include <optional>
#include <string>

#include "run/lease.hpp"

namespace assay::run {

/// Watches the leases of others by this process's own clock.
class SilenceWatch {
 public:
  enum class Finding {
    none,    ///< nobody holds it, or it is not known yet
    alive,   ///< it gave a sign of life since it was first looked at
    silent,  ///< it gave none for as long as its owner said
  };

  /// Looks again. Every lease has a name of the caller's choice.
  Finding look(const std::string& name, const std::optional<LeaseView>& lease, double now_s);
  /// The nonce of the owner that was found silent, or empty.
  [[nodiscard]] std::string silent(const std::string& name) const;
  void forget(const std::string& name) { seen_.erase(name); }

 private:
  struct Seen {
    std::string nonce;
    std::int64_t beat_ns = 0;
    double since_s = 0.0;
    bool moved = false;
    bool silent = false;
  };

  std::map<std::string, Seen> seen_;
};

}  // namespace assay::run
