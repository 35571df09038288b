#include "record/node.hpp"

#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>
#include <hdf5_hl.h>

#include "assay/core/error.hpp"
#include "record/posix.hpp"
#include "record/seal.hpp"

namespace assay::record::h5 {
namespace {

constexpr unsigned tracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

Id group_properties() {
  Id properties(H5Pcreate(H5P_GROUP_CREATE), "cannot make group properties");
  check(H5Pset_link_creation_order(properties.get(), tracked), "cannot track creation order");
  return properties;
}

Id link_properties() {
  Id properties(H5Pcreate(H5P_LINK_CREATE), "cannot make link properties");
  check(H5Pset_create_intermediate_group(properties.get(), 1), "cannot ask for intermediate groups");
  check(H5Pset_char_encoding(properties.get(), H5T_CSET_UTF8), "cannot ask for UTF-8 names");
  return properties;
}

/// Our files never change once they have their name, so one look at each is enough, however many arrays are read from it.
void check_seal_once(const std::filesystem::path& path) {
  static std::set<std::tuple<std::string, std::int64_t, std::int64_t>> sound;
  const FileIdentity identity = identity_of(path);
  const auto key = std::tuple(path.string(), identity.bytes, identity.mtime_ns);
  if (sound.count(key) != 0) return;
  check_seal(path);
  sound.insert(key);
}

herr_t append_name(hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Id create_file(const std::filesystem::path& path) {
  const Id creation(H5Pcreate(H5P_FILE_CREATE), "cannot make file properties");
  check(H5Pset_link_creation_order(creation.get(), tracked), "cannot track creation order");
  // No buffers of raw data: they would be written when a dataset is closed, where nobody hears of a full disk.
  const Id access(H5Pcreate(H5P_FILE_ACCESS), "cannot make file properties");
  check(H5Pset_sieve_buf_size(access.get(), 0), "cannot switch the sieve buffer off");
  check(H5Pset_cache(access.get(), 0, 0, 0, 0.0), "cannot switch the chunk cache off");
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), fmt::format("cannot create '{}'", path.string())};
}

Id open_file_for_reading(const std::filesystem::path& path) {
  check_seal_once(path);
  const Id access(H5Pcreate(H5P_FILE_ACCESS), "cannot make file properties");
  // Our files never change once they have their name, and some network file systems refuse locks.
  check(H5Pset_file_locking(access.get(), false, true), "cannot switch file locking off");
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), "not a readable HDF5 file"};
}

void finish_file(Id& file) {
  check(H5Fflush(file.get(), H5F_SCOPE_GLOBAL), "cannot flush the file");
  file.close("cannot close the file");
}

Id create_group(const Id& parent, const std::string& path) {
  const Id creation = group_properties();
  // Groups on the way are made one by one: those that HDF5 makes itself would not track the order of their members.
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string outer = path.substr(0, slash);
    if (!exists(parent, outer)) create_group(parent, outer);
  }
  return {H5Gcreate2(parent.get(), path.c_str(), link_properties().get(), creation.get(), H5P_DEFAULT),
          fmt::format("cannot create group '{}'", path)};
}

Id open_group(const Id& parent, const std::string& path) {
  return {H5Gopen2(parent.get(), path.c_str(), H5P_DEFAULT), fmt::format("no group '{}'", path)};
}

bool exists(const Id& parent, const std::string& path) {
  for (auto slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (H5Lexists(parent.get(), part.c_str(), H5P_DEFAULT) <= 0 || H5Oexists_by_name(parent.get(), part.c_str(), H5P_DEFAULT) <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return false;
    }
    if (slash == std::string::npos) return true;
  }
}

std::vector<std::string> members(const Id& group) {
  std::vector<std::string> names;
  // Files that others wrote may not track the order of creation.
  const bool ordered = H5Literate(group.get(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, append_name, &names) >= 0;
  if (!ordered) {
    names.clear();
    check(H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &names), "cannot list a group");
  }
  return names;
}

bool is_group(const Id& parent, const std::string& name) {
  const Id object(H5Oopen(parent.get(), name.c_str(), H5P_DEFAULT), fmt::format("cannot open '{}'", name));
  return H5Iget_type(object.get()) == H5I_GROUP;
}

void link_file(const Id& group, const std::string& name, const std::string& file) {
  check(H5Lcreate_external(file.c_str(), "/", group.get(), checked_name(name).c_str(), link_properties().get(), H5P_DEFAULT),
        fmt::format("cannot link '{}'", file));
}

void make_scale(const Id& dataset, const std::string& name) {
  check(H5DSset_scale(dataset.get(), name.c_str()), fmt::format("cannot make '{}' a dimension", name));
}

Id write_bare_dimension(const Id& parent, const std::string& name, std::int64_t length) {
  const hsize_t extent[] = {static_cast<hsize_t>(length)};
  const Id space(H5Screate_simple(1, extent, nullptr), "cannot make a data space");
  Id dataset(H5Dcreate2(parent.get(), name.c_str(), H5T_IEEE_F32BE, space.get(), link_properties().get(), H5P_DEFAULT, H5P_DEFAULT),
             fmt::format("cannot create '{}'", name));
  // The wording by which the netCDF-4 library knows a dimension that has no values.
  make_scale(dataset, fmt::format("This is a netCDF dimension but not a netCDF variable.{:10d}", length));
  return dataset;
}

void attach_scale(const Id& dataset, const Id& scale, unsigned axis) {
  check(H5DSattach_scale(dataset.get(), scale.get(), axis), "cannot attach a dimension");
}

bool is_scale(const Id& parent, const std::string& name) {
  const Id object(H5Oopen(parent.get(), name.c_str(), H5P_DEFAULT), fmt::format("cannot open '{}'", name));
  return H5Iget_type(object.get()) == H5I_DATASET && H5DSis_scale(object.get()) > 0;
}

const std::string& checked_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos || name.find('\0') != std::string::npos) {
    throw InternalError("record.bad-name", fmt::format("'{}' cannot be a name in an HDF5 file", name));
  }
  return name;
}

}  // namespace assay::record::h5
