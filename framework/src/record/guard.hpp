#pragma once

#include <filesystem>
#include <new>
#include <stdexcept>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "record/id.hpp"
#include "record/posix.hpp"

namespace assay::record::h5 {

/// Runs `work`; what HDF5 refuses becomes TrialError "record.write-failed".
template <class Work>
void writing(const std::filesystem::path& path, Work&& work) {
  try {
    const Session session;
    work();
  } catch (const Failure& failure) {
    throw TrialError(Diagnostic{
        "record.write-failed", fmt::format("cannot write '{}': {}", path.string(), failure.what()), {}, help_for_write(failure.what()), {}});
  }
}

/// Runs `work` and gives its result; what HDF5 refuses, sizes beyond memory included, becomes DataError "h5.unreadable".
template <class Work>
auto reading(const std::filesystem::path& path, Work&& work) {
  const auto refuse = [&path](const char* reason) -> DataError {
    return {"h5.unreadable", fmt::format("cannot read '{}': {}", path.string(), reason)};
  };
  try {
    const Session session;
    return work();
  } catch (const Failure& failure) {
    throw refuse(failure.what());
  } catch (const InternalError& error) {  // damaged JSON inside
    throw refuse(error.what());
  } catch (const std::bad_alloc&) {
    throw refuse("a dataset claims more memory than there is");
  } catch (const std::length_error&) {
    throw refuse("a dataset claims more memory than there is");
  }
}

}  // namespace assay::record::h5
