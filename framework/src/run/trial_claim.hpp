#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "record/run_folder.hpp"
#include "run/claim.hpp"
#include "run/lease.hpp"

namespace assay::run {

/// The right to work on a trial or stage, among the processes of this machine (a lock, which is never stale) and of all machines that share the
/// folder (a lease). The destructor gives it back.
class TrialClaim {
 public:
  /// Nothing when another process works on the trial. `silent` is the nonce of an owner whose silence a SilenceWatch has seen, or empty.
  /// Throws TrialError "run.not-writable".
  static std::optional<TrialClaim> try_take(const record::RunFolder& folder, const std::string& id, const std::string& silent = {},
                                            double lease_s = LeaseOwner{}.lease_s);
  /// Whether some process works on the trial, or is not known to have ended.
  static bool is_taken(const record::RunFolder& folder, const std::string& id);

  /// Gives signs of life from a thread of its own until the claim is given back. `on_loss` is called, there or in `check`, when another process has
  /// taken over: it must not return.
  void keep_alive(std::function<void()> on_loss);
  /// For the thread that works, before it writes anything: whoever was stopped for longer than the lease learns here that the claim is lost.
  void check() const;
  /// Whether its last owner died.
  [[nodiscard]] bool took_over() const { return lease_->took_over(); }

 private:
  class KeepAlive;
  struct StopKeepAlive {
    void operator()(KeepAlive* keep_alive) const;
  };

  TrialClaim(Claim lock, Lease lease) : lock_(std::move(lock)), lease_(std::make_unique<Lease>(std::move(lease))) {}

  Claim lock_;
  std::unique_ptr<Lease> lease_;
  std::unique_ptr<KeepAlive, StopKeepAlive> keep_alive_;
};

}  // namespace assay::run
