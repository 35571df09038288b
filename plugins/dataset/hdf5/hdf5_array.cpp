#include "hdf5_array.hpp"

#include <hdf5.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/errors.hpp"
#include "common/file_bytes.hpp"
#include "common/library_array.hpp"

namespace hdf5 {
namespace {

using datasets::bad_data;
using datasets::ElementType;

constexpr std::uint64_t block_bytes = 1 << 20;
constexpr hsize_t most_listed = 50;

/// An open object of libhdf5.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, hid_t{-1})), close_(other.close_) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): it stands for the identifier everywhere
  [[nodiscard]] bool open() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

struct NativeType {
  ElementType type;
  hid_t id;
};

std::optional<NativeType> native_type(hid_t stored) {
  const std::size_t bytes = H5Tget_size(stored);
  const bool is_signed = H5Tget_class(stored) == H5T_INTEGER && H5Tget_sign(stored) == H5T_SGN_2;
  switch (H5Tget_class(stored)) {
    case H5T_FLOAT:
      // float16 fits into float32.
      if (bytes <= 4) return NativeType{ElementType::float32, H5T_NATIVE_FLOAT};
      if (bytes == 8) return NativeType{ElementType::float64, H5T_NATIVE_DOUBLE};
      return std::nullopt;
    case H5T_ENUM:  // how h5py stores booleans
      if (bytes == 1) return NativeType{ElementType::boolean, H5T_NATIVE_UINT8};
      return std::nullopt;
    case H5T_INTEGER: break;
    default: return std::nullopt;
  }
  switch (bytes) {
    case 1: return is_signed ? NativeType{ElementType::int8, H5T_NATIVE_INT8} : NativeType{ElementType::uint8, H5T_NATIVE_UINT8};
    case 2: return is_signed ? NativeType{ElementType::int16, H5T_NATIVE_INT16} : NativeType{ElementType::uint16, H5T_NATIVE_UINT16};
    case 4: return is_signed ? NativeType{ElementType::int32, H5T_NATIVE_INT32} : NativeType{ElementType::uint32, H5T_NATIVE_UINT32};
    case 8: return is_signed ? NativeType{ElementType::int64, H5T_NATIVE_INT64} : NativeType{ElementType::uint64, H5T_NATIVE_UINT64};
    default: return std::nullopt;
  }
}

/// Names of the objects in the root group, at most fifty.
std::vector<std::string> names_in_root(hid_t file) {
  std::vector<std::string> names;
  H5G_info_t root{};
  if (H5Gget_info(file, &root) < 0) return names;
  for (hsize_t i = 0; i < std::min(root.nlinks, most_listed); ++i) {
    char name[256] = {};
    if (H5Lget_name_by_idx(file, "/", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof(name), H5P_DEFAULT) > 0) names.emplace_back(name);
  }
  return names;
}

/// Reads one data set of a file, in the child process. Errors of libhdf5 become DataErrors.
class Hdf5Array final : public datasets::LibraryArray {
 public:
  Hdf5Array(std::string name, const std::filesystem::path& path, const std::string& array, std::uint64_t memory)
      : name_(std::move(name)), file_(open_file(path)), data_(open_data(array)), native_(element_type()) {
    read_sizes();
    check_storage(path);
    check_filters(memory);
  }

  [[nodiscard]] ElementType type() const override { return native_.type; }
  [[nodiscard]] std::vector<std::int64_t> sizes() const override { return {sizes_.begin(), sizes_.end()}; }

  /// In blocks of rows of about a mebibyte each.
  void write(datasets::Outlet& outlet) override {
    std::uint64_t row_bytes = bytes();
    for (std::size_t i = 1; i < sizes_.size(); ++i) row_bytes *= sizes_[i];
    const hsize_t rows = sizes_.empty() ? 1 : sizes_[0];
    const hsize_t rows_at_once = std::max<hsize_t>(1, std::max(block_bytes, chunk_rows_bytes_) / std::max<std::uint64_t>(1, row_bytes));
    std::vector<unsigned char> block(static_cast<std::size_t>(std::min(rows, rows_at_once) * row_bytes));
    for (hsize_t first = 0; first < rows; first += rows_at_once) {
      const hsize_t count = std::min(rows_at_once, rows - first);
      read_rows(first, count, block.data());
      outlet.write(block.data(), static_cast<std::size_t>(count * row_bytes));
    }
  }

 private:
  [[nodiscard]] std::uint64_t bytes() const { return static_cast<std::uint64_t>(datasets::bytes_of(native_.type)); }

  [[noreturn]] void damaged(const char* what) const {
    throw bad_data("data.corrupted", fmt::format("'{}' is damaged: {} cannot be read", name_, what), datasets::fetch_again);
  }

  [[nodiscard]] Handle open_file(const std::filesystem::path& path) const {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), &H5Pclose);
    H5Pset_file_locking(access, false, true);  // reading needs no lock, and some file systems have none
    Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), &H5Fclose);
    if (!file.open()) damaged("its structure");
    return file;
  }

  [[nodiscard]] Handle open_data(const std::string& array) const {
    std::string path = array;
    if (path.empty()) {
      const auto names = names_in_root(file_);
      if (names.size() != 1) {
        throw bad_data("data.missing-array", fmt::format("'{}' holds {} objects; say which one is meant", name_, names.size()),
                       fmt::format("write FILE:PATH; in the root group: {}", fmt::join(names, ", ")));
      }
      path = names.front();
    }
    Handle data(H5Dopen2(file_, path.c_str(), H5P_DEFAULT), &H5Dclose);
    if (data.open()) return data;
    if (H5Lexists(file_, path.substr(0, path.find('/', 1)).c_str(), H5P_DEFAULT) < 0) damaged("its structure");
    throw bad_data("data.missing-array", fmt::format("'{}' is missing or no data set", name_),
                   fmt::format("in the root group: {}", fmt::join(names_in_root(file_), ", ")));
  }

  [[nodiscard]] NativeType element_type() const {
    const Handle type(H5Dget_type(data_), &H5Tclose);
    if (!type.open()) damaged("its element type");
    const auto native = native_type(type);
    if (native) return *native;
    throw bad_data("data.unknown-element-type", fmt::format("'{}' holds no numbers of a known type", name_),
                   "known are whole numbers of 1 to 8 bytes, floats of 2 to 8 bytes, and booleans");
  }

  void read_sizes() {
    const Handle space(H5Dget_space(data_), &H5Sclose);
    const int rank = space.open() ? H5Sget_simple_extent_ndims(space) : -1;
    if (rank < 0) damaged("its shape");
    sizes_.resize(static_cast<std::size_t>(rank));
    if (rank > 0 && H5Sget_simple_extent_dims(space, sizes_.data(), nullptr) != rank) damaged("its shape");
    auto total = static_cast<std::int64_t>(bytes());
    for (const auto size : sizes_) total = datasets::capped_product(total, static_cast<std::int64_t>(std::min<hsize_t>(size, hsize_t{1} << 62U)));
    announced_ = static_cast<std::uint64_t>(total);
  }

  void check_storage(const std::filesystem::path& path) const {
    const Handle creation(H5Dget_create_plist(data_), &H5Pclose);
    const Handle home(H5Iget_file_id(data_), &H5Fclose);
    char opened[4096] = {};
    const bool outside = H5Fget_name(home, opened, sizeof(opened)) < 0 || path != opened || H5Pget_external_count(creation) > 0;
    if (outside || H5Pget_layout(creation) == H5D_VIRTUAL) {
      throw bad_data("data.unsupported-storage", fmt::format("the numbers of '{}' are stored in another file", name_),
                     "name the file that holds them, so that its checksum can be recorded");
    }
    // Absent chunks would read as zeros: a header may promise anything as long as nothing stands behind it.
    const std::uint64_t stored = H5Dget_storage_size(data_);
    if (announced_ / datasets::best_deflate_ratio <= stored && (stored > 0 || announced_ == 0)) return;
    throw bad_data("data.truncated", fmt::format("'{}' announces {} bytes, but only {} are stored", name_, announced_, stored),
                   datasets::fetch_again);
  }

  void check_filters(std::uint64_t memory) {
    const Handle creation(H5Dget_create_plist(data_), &H5Pclose);
    if (H5Pget_layout(creation) != H5D_CHUNKED) return;
    std::vector<hsize_t> chunk(sizes_.size());
    if (H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data()) < 0) damaged("its layout");
    auto chunk_bytes = static_cast<std::int64_t>(bytes());
    for (const auto size : chunk) chunk_bytes = datasets::capped_product(chunk_bytes, static_cast<std::int64_t>(std::min<hsize_t>(size, 1U << 31U)));
    if (static_cast<std::uint64_t>(chunk_bytes) > memory) {
      throw bad_data("data.too-large", fmt::format("'{}' is stored in chunks of {} bytes, more than the memory limit", name_, chunk_bytes),
                     "raise 'memory_limit'");
    }
    read_chunk_rows_at_once(chunk.front(), memory);
    const int filters = H5Pget_nfilters(creation);
    for (int i = 0; i < filters; ++i) {
      unsigned int flags = 0;
      std::size_t values = 0;
      char filter[128] = {};
      const H5Z_filter_t id = H5Pget_filter2(creation, static_cast<unsigned int>(i), &flags, &values, nullptr, sizeof(filter), filter, nullptr);
      if (id < 0) damaged("its filters");
      if (H5Zfilter_avail(id) > 0) continue;
      throw bad_data("data.unknown-compression", fmt::format("'{}' is compressed with the filter {} ({}), which is not there", name_, id, filter),
                     "install the filter, or store the data with gzip");
    }
  }

  /// A block of whole chunks is decompressed once; smaller ones would decompress each chunk again and again.
  void read_chunk_rows_at_once(hsize_t chunk_rows, std::uint64_t memory) {
    const std::uint64_t row_bytes = sizes_[0] == 0 ? 0 : announced_ / sizes_[0];
    const auto wanted = datasets::capped_product(static_cast<std::int64_t>(row_bytes), static_cast<std::int64_t>(std::min(chunk_rows, sizes_[0])));
    if (static_cast<std::uint64_t>(wanted) <= memory) chunk_rows_bytes_ = static_cast<std::uint64_t>(wanted);
  }

  void read_rows(hsize_t first, hsize_t count, void* out) const {
    herr_t status = 0;
    if (sizes_.empty()) {
      status = H5Dread(data_, native_.id, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
    } else {
      std::vector<hsize_t> start(sizes_.size(), 0);
      std::vector<hsize_t> extent(sizes_);
      start[0] = first;
      extent[0] = count;
      const Handle in_file(H5Dget_space(data_), &H5Sclose);
      const Handle in_memory(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), &H5Sclose);
      status = H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
      if (status >= 0) status = H5Dread(data_, native_.id, in_memory, in_file, H5P_DEFAULT, out);
    }
    if (status < 0) throw bad_data("data.corrupted", fmt::format("'{}' is damaged at row {}", name_, first), datasets::fetch_again);
  }

  std::string name_;
  Handle file_;
  Handle data_;
  NativeType native_;
  std::vector<hsize_t> sizes_;
  std::uint64_t announced_ = 0;  // bytes in memory
  std::uint64_t chunk_rows_bytes_ = 0;
};

/// The signature may stand at byte 0, 512, 1024, 2048, … behind a block of the user's.
void check_magic(const std::filesystem::path& path) {
  constexpr unsigned char signature[] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  datasets::OpenFile file(path);
  for (std::uint64_t offset = 0; offset + sizeof(signature) <= file.size(); offset = offset == 0 ? 512 : 2 * offset) {
    unsigned char bytes[sizeof(signature)] = {};
    file.seek(offset);
    if (file.read_some(bytes, sizeof(bytes)) == sizeof(bytes) && std::memcmp(bytes, signature, sizeof(bytes)) == 0) return;
  }
  throw bad_data("data.wrong-magic", fmt::format("'{}' is no HDF5 file", path.string()), "an HDF5 file begins with \\x89HDF; unpack archives first");
}

}  // namespace

datasets::StoredArray open_hdf5(const std::filesystem::path& path, const std::string& array, std::uint64_t memory) {
  check_magic(path);
  const std::string name = array.empty() ? path.string() : path.string() + ":" + array;
  constexpr std::uint64_t own_needs = std::uint64_t{256} << 20U;
  return datasets::open_guarded(name, 2 * memory + own_needs, [&] { return std::make_unique<Hdf5Array>(name, path, array, memory); });
}

}  // namespace hdf5
