#pragma once

#include <functional>
#include <string>
#include <vector>

#include "assay/core/value.hpp"
#include "host/server.hpp"

namespace assay::app {

/// What is done for one item in a child; gives a value without "code", or throws.
using Work = std::function<Value(const Value& item)>;

/// Work that a host has done in forked processes, because it runs plugin code and computes, which the host itself must not.
struct ChildWork {
  Work work;
  std::string doing;       ///< what an item that crashes was at, for the message: "the trial was constructed"
  std::string crash_code;  ///< of the error of an item that crashes or hangs
  int longest_ms = 60000;  ///< an item that takes longer is given up
};

/// The outcome of every item, in order: what `work` gave, or an error as a value (host/protocol.hpp), whatever crashes over it.
Value::Array work_on_all(const std::vector<Value>& items, const ChildWork& work, host::Server& server);

}  // namespace assay::app
