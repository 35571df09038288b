#include "host/host_process.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "host/locations.hpp"

namespace assay::host {
namespace {

constexpr int grace_ms = 2000;
constexpr double startup_s = 120.0;  // LibTorch from a cold disk

int milliseconds_until(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

/// Spinning OpenMP threads slow a busy machine several times over, and every library must agree on the number of threads.
std::vector<std::pair<std::string, std::string>> thread_plan(int threads) {
  const std::string count = std::to_string(threads);
  return {{"OMP_NUM_THREADS", count}, {"OPENBLAS_NUM_THREADS", count}, {"MKL_NUM_THREADS", count}, {"OMP_WAIT_POLICY", "passive"}};
}

}  // namespace

HostProcess::HostProcess(HostSettings settings) : settings_(std::move(settings)) {
  if (settings_.program.empty()) settings_.program = program_folder() / "assay-host";
  signal(SIGPIPE, SIG_IGN);  // a host that died shows as a failed write
  start();
}

HostProcess::~HostProcess() { close(grace_ms); }

void HostProcess::start() {
  Command command;
  command.program = settings_.program;
  command.arguments = {"--report-loading"};
  for (const auto& folder : settings_.plugin_folders) command.arguments.insert(command.arguments.end(), {"--plugins", folder.string()});
  for (const auto& library : given_up_) command.arguments.insert(command.arguments.end(), {"--skip", library.library});
  command.environment = thread_plan(settings_.threads);
  reader_.reset();
  child_ = std::make_unique<ChildProcess>(command);
  reader_ = std::make_unique<LineReader>(child_->output());
  loading_.clear();
  loaded_ = false;
  set_load_deadline();
}

void HostProcess::set_load_deadline() {
  const double allowed_s = loading_.empty() ? startup_s : settings_.load_timeout_s;
  load_deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(allowed_s));
}

void HostProcess::give_up_library(const std::string& code, const std::string& reason) {
  given_up_.push_back({loading_, code, fmt::format("'{}' {}", std::filesystem::path(loading_).filename().string(), reason), {}});
  start();
}

void HostProcess::wait_until_loaded() {
  while (!loaded_) {
    const auto line = reader_->next(milliseconds_until(load_deadline_));
    if (line) {
      const Value message = parse_json(*line);
      const Value* event = message.find("event");
      if (event == nullptr) continue;
      if (event->string() == "loading") loading_ = message.at("library").string();
      if (event->string() == "loaded") loaded_ = true;
      set_load_deadline();
    } else if (reader_->at_end()) {
      const auto ending = child_->wait(grace_ms);
      const std::string how = ending ? ending->text() : "its pipe closed";
      if (loading_.empty()) {
        throw InternalError("host.start-failed", fmt::format("'{}' ended before it loaded anything: {}", settings_.program.string(), how));
      }
      give_up_library("plugin.crashed-at-load", "crashed while it was loaded: " + how);
    } else if (Clock::now() < load_deadline_) {
      continue;  // a signal came
    } else if (!loading_.empty()) {
      child_->kill(SIGKILL);
      give_up_library("plugin.hung-at-load", fmt::format("was not loaded within {:g} s", settings_.load_timeout_s));
    } else {
      throw InternalError("host.start-failed", fmt::format("'{}' does not answer", settings_.program.string()));
    }
  }
}

const Catalog& HostProcess::describe() {
  if (!catalog_) {
    Catalog catalog = Catalog::from_value(request(Value::Table{{"op", "describe"}}));
    catalog.rejected.insert(catalog.rejected.end(), given_up_.begin(), given_up_.end());
    catalog_ = std::move(catalog);
  }
  return *catalog_;
}

Value HostProcess::request(Value request) {
  wait_until_loaded();
  const std::int64_t id = ++last_id_;
  request["id"] = id;
  if (!write_line(child_->input(), request)) died();
  while (true) {
    const auto line = reader_->next();
    if (!line && reader_->at_end()) died();
    if (!line) continue;
    Value message = parse_json(*line);
    const Value* answered = message.find("id");
    if (answered == nullptr || !answered->is_integer() || answered->integer() != id) {
      events_.push_back(std::move(message));
      continue;
    }
    if (const Value* error = message.find("error")) throw Error(error_from_value(*error));
    return message.at("result");
  }
}

std::optional<Value> HostProcess::next_event(int timeout_ms) {
  wait_until_loaded();
  if (events_.empty()) {
    if (const auto line = reader_->next(timeout_ms)) {
      events_.push_back(parse_json(*line));
    } else if (reader_->at_end()) {
      died();
    }
  }
  if (events_.empty()) return std::nullopt;
  Value event = std::move(events_.front());
  events_.pop_front();
  return event;
}

int HostProcess::event_descriptor() const { return child_->output(); }

pid_t HostProcess::pid() const { return child_->pid(); }

bool HostProcess::close(int timeout_ms) {
  child_->close_input();
  return child_->wait(timeout_ms).has_value();
}

void HostProcess::died() {
  const auto ending = child_->wait(grace_ms);
  throw InternalError("host.died", fmt::format("assay-host ended unexpectedly: {}", ending ? ending->text() : "its pipe closed"));
}

}  // namespace assay::host
