#include "record/id.hpp"

#include <string_view>
#include <utility>

namespace assay::record::h5 {
namespace {

/// Keeps the innermost description of the stack, which names the cause.
herr_t collect(unsigned /*depth*/, const H5E_error2_t* entry, void* text) {
  if (entry->desc != nullptr && *entry->desc != '\0') *static_cast<std::string*>(text) = entry->desc;
  return 0;
}

/// Where the system refused something, HDF5 buries its reason among buffer addresses: "…, error message = 'No space left on device', …".
std::string system_reason(const std::string& description) {
  static constexpr std::string_view marker = "error message = '";
  const auto found = description.find(marker);
  if (found == std::string::npos) return description;
  const auto begin = found + marker.size();
  return description.substr(begin, description.find('\'', begin) - begin);
}

}  // namespace

void fail(const std::string& what) {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, collect, &reason);
  H5Eclear2(H5E_DEFAULT);
  throw Failure(reason.empty() ? what : what + ": " + system_reason(reason));
}

Id::Id(hid_t id, const std::string& what) : id_(check(id, what)) {}

Id::Id(Id&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}

Id& Id::operator=(Id&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Id::~Id() {
  if (id_ >= 0) H5Idec_ref(id_);
}

void Id::close(const std::string& what) {
  if (id_ >= 0) check(H5Idec_ref(std::exchange(id_, H5I_INVALID_HID)), what);
}

Session::Session() {
  // After a failed write HDF5 would try the same file once more at exit, and complain; our files are always closed by then.
  static const herr_t without_exit_handler = H5dont_atexit();
  static_cast<void>(without_exit_handler);
  check(H5open(), "cannot start HDF5");
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

}  // namespace assay::record::h5
