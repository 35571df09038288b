#pragma once

#include <stdexcept>
#include <string>

#include <hdf5.h>

namespace assay::record::h5 {

/// Something the HDF5 library refused; the message holds its whole error stack. Never leaves the record layer.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws Failure: "<what>: <innermost reason that HDF5 gives>".
[[noreturn]] void fail(const std::string& what);

/// Owner of one HDF5 identifier of any kind.
class Id {
 public:
  Id() = default;
  /// Takes ownership; throws Failure when `id` is the library's "no identifier".
  Id(hid_t id, const std::string& what);
  Id(Id&& other) noexcept;
  Id& operator=(Id&& other) noexcept;
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  ~Id();

  [[nodiscard]] hid_t get() const { return id_; }
  /// Closes now and reports what the destructor would swallow.
  void close(const std::string& what);

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// Throws Failure when a call returned a negative status.
template <class Status>
Status check(Status status, const std::string& what) {
  if (status < 0) fail(what);
  return status;
}

/// Makes the library silent: its errors come as exceptions instead. Every public function of the layer holds one.
class Session {
 public:
  Session();
};

}  // namespace assay::record::h5
