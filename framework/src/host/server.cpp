#include "host/server.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "host/protocol.hpp"

namespace assay::host {
namespace {

sigset_t child_signal() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  return set;
}

void drain(int signals) {
  signalfd_siginfo info{};
  while (read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
  }
}

}  // namespace

Server::Server(int input, int output) : input_(input), output_(output) {
  const sigset_t set = child_signal();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  signal(SIGPIPE, SIG_IGN);
}

Server::~Server() { close(signals_); }

void Server::on(const std::string& operation, Handler handler) { handlers_[operation] = std::move(handler); }
void Server::on_child_end(ChildHandler handler) { child_handler_ = std::move(handler); }
void Server::emit(const Value& event) const { write_line(output_, event); }

void Server::leave_in_child() const {
  close(input_);
  close(output_);
  close(signals_);
  const sigset_t set = child_signal();
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_DFL);
}

void Server::answer(const std::string& line) {
  Value reply = Value::Table{};
  const auto fail = [&](const Error& error) { reply["error"] = error_to_value(error); };
  try {
    const Value request = parse_json(line);
    if (const Value* id = request.find("id")) reply["id"] = *id;
    const Value* operation = request.find("op");
    const auto handler = operation != nullptr && operation->is_string() ? handlers_.find(operation->string()) : handlers_.end();
    if (handler == handlers_.end()) {
      std::vector<std::string> names;
      for (const auto& entry : handlers_) names.push_back(entry.first);
      throw InternalError("host.unknown-operation", fmt::format("the request names no known operation; operations are {}", join(names)));
    }
    reply["result"] = handler->second(request);
  } catch (const Error& error) {
    fail(error);
  } catch (const std::exception& error) {
    fail(InternalError("host.failed", fmt::format("the request failed: {}", error.what())));
  }
  emit(reply);
}

void Server::report_children() {
  while (true) {
    int status = 0;
    rusage usage{};
    const pid_t child = wait4(-1, &status, WNOHANG, &usage);
    if (child <= 0) return;
    if (!child_handler_) continue;
    const Value event = child_handler_(child, status, usage);
    if (!event.is_null()) emit(event);
  }
}

void Server::serve() {
  LineReader reader(input_);
  while (!reader.at_end()) {
    while (const auto line = reader.next(0)) answer(*line);
    report_children();
    if (reader.at_end()) return;
    std::array<pollfd, 2> waiting{pollfd{input_, POLLIN, 0}, pollfd{signals_, POLLIN, 0}};
    poll(waiting.data(), waiting.size(), -1);
    drain(signals_);
  }
}

void Server::wait_for_children(const std::function<bool()>& more) {
  while (true) {
    report_children();
    if (!more()) return;
    pollfd waiting{signals_, POLLIN, 0};
    poll(&waiting, 1, 500);
    drain(signals_);
  }
}

}  // namespace assay::host
