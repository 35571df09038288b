#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace test_support {

/// A small HDF5 file, written with the C library alone.
class Hdf5Writer {
 public:
  explicit Hdf5Writer(const std::filesystem::path& path) : file_(check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT))) {}
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;
  ~Hdf5Writer() { H5Fclose(file_); }

  [[nodiscard]] hid_t file() const { return file_; }

  /// Writes `values`, given as doubles, with the type `stored`; `rows_per_chunk` 0 means contiguous, otherwise chunks go through `filters`.
  void write(const std::string& name, hid_t stored, const std::vector<hsize_t>& sizes, const std::vector<double>& values, hsize_t rows_per_chunk = 0,
             int deflate = 0) const {
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    if (rows_per_chunk > 0) {
      std::vector<hsize_t> chunk = sizes;
      chunk[0] = rows_per_chunk;
      H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
      if (deflate > 0) {
        H5Pset_shuffle(creation);
        H5Pset_deflate(creation, static_cast<unsigned int>(deflate));
      }
    }
    create(name, stored, sizes, values.empty() ? nullptr : values.data(), creation);
    H5Pclose(creation);
  }

  /// The same with a creation property list; without values nothing is written.
  void create(const std::string& name, hid_t stored, const std::vector<hsize_t>& sizes, const double* values, hid_t creation) const {
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t space = sizes.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr);
    const hid_t data = check(H5Dcreate2(file_, name.c_str(), stored, space, links, creation, H5P_DEFAULT));
    if (values != nullptr) check(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    H5Dclose(data);
    H5Sclose(space);
    H5Pclose(links);
  }

 private:
  template <class Status>
  static Status check(Status status) {
    if (status < 0) throw std::runtime_error("libhdf5 could not write a test file");
    return status;
  }

  hid_t file_;
};

}  // namespace test_support
