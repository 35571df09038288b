#pragma once

#include <functional>
#include <map>
#include <string>

#include <sys/resource.h>
#include <sys/types.h>

#include "assay/core/value.hpp"

namespace assay::host {

/// The host's side of the protocol: answers requests one by one and reports the ends of forked workers as events.
class Server {
 public:
  /// The result of one request; throws assay::Error to answer with an error.
  using Handler = std::function<Value(const Value& request)>;
  /// Turns the end of a forked process into an event; a null value is not sent.
  using ChildHandler = std::function<Value(pid_t child, int wait_status, const rusage& usage)>;

  /// Takes over the two descriptors. Only one server per process.
  Server(int input, int output);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void on(const std::string& operation, Handler handler);
  void on_child_end(ChildHandler handler);
  void emit(const Value& event) const;

  /// Answers until the input ends.
  void serve();
  /// Reports children until `more` says that none is left; for the time after the input has ended.
  void wait_for_children(const std::function<bool()>& more);
  /// To be called first in a forked worker: closes what belongs to the server and restores the signals it uses.
  void leave_in_child() const;

 private:
  void answer(const std::string& line);
  void report_children();

  int input_;
  int output_;
  int signals_;
  std::map<std::string, Handler> handlers_;
  ChildHandler child_handler_;
};

}  // namespace assay::host
