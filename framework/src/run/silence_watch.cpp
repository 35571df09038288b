#include "run/silence_watch.hpp"

namespace assay::run {

SilenceWatch::Finding SilenceWatch::look(const std::string& name, const std::optional<LeaseView>& lease, double now_s) {
  if (!lease) {
    forget(name);
    return Finding::none;
  }
  const auto first = seen_.emplace(name, Seen{lease->owner.nonce, lease->beat_ns, now_s, false, false});
  Seen& seen = first.first->second;
  if (seen.nonce != lease->owner.nonce || seen.beat_ns != lease->beat_ns) seen = {lease->owner.nonce, lease->beat_ns, now_s, true, false};
  seen.silent = now_s - seen.since_s >= lease->owner.lease_s;
  if (seen.silent) return Finding::silent;
  return seen.moved ? Finding::alive : Finding::none;
}

std::string SilenceWatch::silent(const std::string& name) const {
  const auto found = seen_.find(name);
  return found != seen_.end() && found->second.silent ? found->second.nonce : std::string();
}

}  // namespace assay::run
