#pragma once

#include <new>
#include <string>
#include <utility>

#include <c10/util/Exception.h>

#include "assay/core/error.hpp"

namespace assay::train {

/// Runs `work`; what LibTorch throws becomes TrialError "trial.out-of-memory" or "trial.tensor-error", without the stack of its calls.
template <class Work>
auto with_tensor_errors(Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    const bool no_memory = dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr || text.find("can't allocate memory") != std::string::npos;
    if (no_memory) throw TrialError("trial.out-of-memory", "there is not enough memory: " + text);
    throw TrialError("trial.tensor-error", "a tensor operation failed: " + text);
  } catch (const std::bad_alloc&) {
    throw TrialError("trial.out-of-memory", "there is not enough memory");
  }
}

}  // namespace assay::train
