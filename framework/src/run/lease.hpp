#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "assay/core/value.hpp"

namespace assay::run {

/// Who holds a lease, and how long it holds without a sign of life.
struct LeaseOwner {
  std::string nonce;       ///< names this one holding
  std::string machine;     ///< machine_id()
  std::string host;        ///< for readers
  std::string job;         ///< for readers: the Slurm job, "12_3"; else empty
  pid_t process = 0;       ///< on its machine
  std::int64_t start = 0;  ///< process_start() of it
  double lease_s = 60.0;   ///< without a sign of life for so long, whoever has watched all that time may take over

  /// This process, under a new nonce.
  static LeaseOwner of_this_process(double lease_s);
  /// Whether it ran on this machine and has ended. Of other machines nothing is known.
  [[nodiscard]] bool is_gone() const;

  [[nodiscard]] Value to_value() const;
  static LeaseOwner from_value(const Value& value);
};

/// What a look at a lease shows.
struct LeaseView {
  LeaseOwner owner;
  std::filesystem::path file;
  std::int64_t beat_ns = 0;  ///< changes with every sign of life; a time stamp of the file's server, to be compared with nothing but itself
};

/// The right to work on something, as a file in a folder that several machines share: made exclusively, renewed by its time stamp, removed at the
/// end. It needs no locks of the file system and no clocks that agree.
///
/// A dead owner removes nothing. Who takes over from the owner with nonce X makes, exclusively, the file <lease>-X; who takes over from that one, the
/// next. The last of the chain holds the lease. Since no nonce comes twice, a successor's file can be won once, by one process, whatever the
/// others have seen before and however late they come.
class Lease {
 public:
  /// The holder: the end of the chain. Nothing when nobody holds it.
  static std::optional<LeaseView> look(const std::filesystem::path& file);

  /// Takes it when nobody holds it, or a process of this machine that has ended, or the owner with the nonce `silent`, whose silence the caller has
  /// watched. Throws TrialError "run.not-writable".
  static std::optional<Lease> try_take(const std::filesystem::path& file, const LeaseOwner& owner, const std::string& silent);

  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&& other) = delete;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  /// Gives it back, if it is still ours.
  ~Lease();

  /// Gives a sign of life. False when somebody has taken over or the file is gone: the work must end at once.
  [[nodiscard]] bool renew() const;
  [[nodiscard]] bool took_over() const { return chain_.size() > 1; }
  [[nodiscard]] const LeaseOwner& owner() const { return owner_; }

 private:
  Lease(std::vector<std::filesystem::path> chain, LeaseOwner owner);
  [[nodiscard]] bool is_ours() const;

  std::vector<std::filesystem::path> chain_;  ///< from the lease to our file; empty when moved from
  LeaseOwner owner_;
};

}  // namespace assay::run
