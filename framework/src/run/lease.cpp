#include "run/lease.hpp"

#include <cerrno>
#include <fstream>
#include <random>
#include <sstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/machine.hpp"
#include "record/posix.hpp"
#include "run/slurm.hpp"

namespace assay::run {
namespace {

namespace fs = std::filesystem;

std::string new_nonce() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

fs::path successor_of(const fs::path& lease, const std::string& nonce) { return lease.string() + "-" + nonce; }

/// Opens before it asks for the time: that is when network file systems look at the server.
std::optional<LeaseView> read_lease(const fs::path& file) {
  const record::Descriptor opened(record::open_file(file, O_RDONLY));
  struct stat status {};
  if (opened.get() < 0 || fstat(opened.get(), &status) != 0) return std::nullopt;
  LeaseView view;
  view.file = file;
  view.beat_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  try {
    view.owner = LeaseOwner::from_value(parse_json(text.str()));
  } catch (const Error&) {  // made, not yet written; or its owner died in between
    view.owner.nonce = fmt::format("unreadable{}", status.st_ino);
  }
  return view;
}

/// From the lease itself to its holder.
std::vector<LeaseView> chain_of(const fs::path& lease) {
  std::vector<LeaseView> chain;
  constexpr std::size_t longest = 10000;  // a guard against a folder that somebody has filled by hand
  for (auto view = read_lease(lease); view && chain.size() < longest; view = read_lease(successor_of(lease, chain.back().owner.nonce))) {
    chain.push_back(std::move(*view));
  }
  return chain;
}

/// False when the file exists.
bool create_exclusively(const fs::path& file, const LeaseOwner& owner) {
  const record::Descriptor opened(record::open_file(file, O_WRONLY | O_CREAT | O_EXCL));
  const std::string text = to_json(owner.to_value()) + "\n";
  if (opened.get() >= 0 && record::write_all(opened.get(), text.data(), text.size())) return true;
  const int reason = errno;
  if (opened.get() < 0 && reason == EEXIST) return false;
  if (opened.get() >= 0) unlink(file.c_str());
  const std::string cause = std::generic_category().message(reason);
  throw TrialError(
      Diagnostic{"run.not-writable", fmt::format("cannot write the lease '{}': {}", file.string(), cause), {}, record::help_for_write(cause), {}});
}

}  // namespace

LeaseOwner LeaseOwner::of_this_process(double lease_s) {
  return {new_nonce(), machine_id(), host_name(), slurm::this_job(), getpid(), process_start(getpid()), lease_s};
}

bool LeaseOwner::is_gone() const { return machine == machine_id() && process_start(process) != start; }

Value LeaseOwner::to_value() const {
  return Value::Table{{"nonce", nonce},     {"machine", machine}, {"host", host},      {"job", job},
                      {"process", process}, {"start", start},     {"lease_s", lease_s}};
}

LeaseOwner LeaseOwner::from_value(const Value& value) {
  return {value.at("nonce").string(),
          value.at("machine").string(),
          value.at("host").string(),
          value.at("job").string(),
          static_cast<pid_t>(value.at("process").integer()),
          value.at("start").integer(),
          value.at("lease_s").real()};
}

std::optional<LeaseView> Lease::look(const fs::path& file) {
  auto chain = chain_of(file);
  if (chain.empty()) return std::nullopt;
  return std::move(chain.back());
}

std::optional<Lease> Lease::try_take(const fs::path& file, const LeaseOwner& owner, const std::string& silent) {
  const auto chain = chain_of(file);
  std::vector<fs::path> files;
  files.reserve(chain.size() + 1);
  for (const auto& view : chain) files.push_back(view.file);
  fs::path next = file;
  if (!chain.empty()) {
    const LeaseOwner& holder = chain.back().owner;
    if (!holder.is_gone() && holder.nonce != silent) return std::nullopt;
    next = successor_of(file, holder.nonce);
  }
  if (!create_exclusively(next, owner)) return std::nullopt;
  files.push_back(next);
  Lease lease(std::move(files), owner);
  if (lease.is_ours()) return lease;
  unlink(next.c_str());  // the chain was given back while we looked at it: our file hangs on nothing
  return std::nullopt;
}

Lease::Lease(std::vector<fs::path> chain, LeaseOwner owner) : chain_(std::move(chain)), owner_(std::move(owner)) {}

Lease::Lease(Lease&& other) noexcept : chain_(std::exchange(other.chain_, {})), owner_(std::move(other.owner_)) {}

Lease::~Lease() {
  if (chain_.empty() || !is_ours()) return;
  for (const auto& file : chain_) unlink(file.c_str());  // from the front: what is left behind at any moment hangs on nothing
}

bool Lease::is_ours() const {
  const auto holder = look(chain_.front());
  return holder && holder->owner.nonce == owner_.nonce;
}

bool Lease::renew() const {
  if (!is_ours()) return false;
  utimensat(AT_FDCWD, chain_.back().c_str(), nullptr, 0);
  return true;
}

}  // namespace assay::run
