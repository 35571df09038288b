#include "run/trial_claim.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <thread>
#include <utility>

#include "run/shared_folder.hpp"

namespace assay::run {
namespace {

constexpr double beats_per_lease = 6.0;

/// Also counts the time in which the machine was suspended.
double seconds_since_boot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  constexpr double ns = 1e-9;
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * ns;
}

}  // namespace

class TrialClaim::KeepAlive {
 public:
  KeepAlive(const Lease& lease, std::function<void()> on_loss) : lease_(lease), on_loss_(std::move(on_loss)) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are for the thread that trains
    thread_ = std::thread([this] { run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  KeepAlive(const KeepAlive&) = delete;
  KeepAlive& operator=(const KeepAlive&) = delete;
  ~KeepAlive() {
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  void check() {
    if (seconds_since_boot() - renewed_ > lease_.owner().lease_s) renew();
  }

 private:
  void renew() {
    if (!lease_.renew()) on_loss_();
    renewed_ = seconds_since_boot();
  }

  void run() {
    const std::chrono::duration<double> pause(lease_.owner().lease_s / beats_per_lease);
    std::unique_lock<std::mutex> guard(mutex_);
    while (!wake_.wait_for(guard, pause, [this] { return ended_; })) renew();
  }

  const Lease& lease_;
  std::function<void()> on_loss_;
  std::atomic<double> renewed_ = seconds_since_boot();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

void TrialClaim::StopKeepAlive::operator()(KeepAlive* keep_alive) const { delete keep_alive; }

std::optional<TrialClaim> TrialClaim::try_take(const record::RunFolder& folder, const std::string& id, const std::string& silent, double lease_s) {
  const SharedFolderMask mask(folder.root);
  auto lock = Claim::try_take(folder.lock(id));
  if (!lock) return std::nullopt;
  auto lease = Lease::try_take(folder.lease(id), LeaseOwner::of_this_process(lease_s), silent);
  if (!lease) return std::nullopt;
  return TrialClaim(std::move(*lock), std::move(*lease));
}

bool TrialClaim::is_taken(const record::RunFolder& folder, const std::string& id) {
  if (Claim::is_taken(folder.lock(id))) return true;
  const auto holder = Lease::look(folder.lease(id));
  return holder && !holder->owner.is_gone();
}

void TrialClaim::keep_alive(std::function<void()> on_loss) { keep_alive_.reset(new KeepAlive(*lease_, std::move(on_loss))); }

void TrialClaim::check() const {
  if (keep_alive_) keep_alive_->check();
}

}  // namespace assay::run
