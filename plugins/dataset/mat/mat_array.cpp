#include "mat_array.hpp"

#include <matio.h>

#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/errors.hpp"
#include "common/library_array.hpp"
#include "mat_elements.hpp"

namespace mat {
namespace {

using datasets::bad_data;
using datasets::ElementType;

constexpr int most_listed = 50;

struct CloseFile {
  void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using File = std::unique_ptr<mat_t, CloseFile>;
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

std::optional<ElementType> element_type(const matvar_t& variable) {
  if (variable.isComplex != 0) return std::nullopt;
  if (variable.isLogical != 0) return ElementType::boolean;
  switch (variable.class_type) {
    case MAT_C_DOUBLE: return ElementType::float64;
    case MAT_C_SINGLE: return ElementType::float32;
    case MAT_C_INT8: return ElementType::int8;
    case MAT_C_UINT8: return ElementType::uint8;
    case MAT_C_INT16: return ElementType::int16;
    case MAT_C_UINT16: return ElementType::uint16;
    case MAT_C_INT32: return ElementType::int32;
    case MAT_C_UINT32: return ElementType::uint32;
    case MAT_C_INT64: return ElementType::int64;
    case MAT_C_UINT64: return ElementType::uint64;
    default: return std::nullopt;
  }
}

/// Reads one variable of a file, in the child process.
class MatArray final : public datasets::LibraryArray {
 public:
  MatArray(std::string name, const std::filesystem::path& path, const std::string& array, std::uint64_t memory)
      : name_(std::move(name)), file_(Mat_Open(path.c_str(), MAT_ACC_RDONLY)) {
    if (!file_) damaged();
    variable_.reset(Mat_VarReadInfo(file_.get(), (array.empty() ? only_name() : array).c_str()));
    if (!variable_) missing();
    const auto type = element_type(*variable_);
    if (!type || variable_->rank < 0 || variable_->dims == nullptr) {
      throw bad_data("data.unknown-element-type", fmt::format("'{}' is no full array of real numbers", name_),
                     "sparse, complex, text, cell and structure variables cannot be read; save it with full(…)");
    }
    type_ = *type;
    check_size(path, memory);
  }

  [[nodiscard]] ElementType type() const override { return type_; }
  [[nodiscard]] bool column_major() const override { return true; }
  [[nodiscard]] std::vector<std::int64_t> sizes() const override {
    std::vector<std::int64_t> sizes;
    sizes.reserve(static_cast<std::size_t>(variable_->rank));
    for (int i = 0; i < variable_->rank; ++i)
      sizes.push_back(static_cast<std::int64_t>(std::min<std::size_t>(variable_->dims[i], std::size_t{1} << 62U)));
    return sizes;
  }

  void write(datasets::Outlet& outlet) override {
    if (announced_ == 0) return;
    const bool read = Mat_VarReadDataAll(file_.get(), variable_.get()) == 0 && variable_->data != nullptr;
    if (!read || variable_->nbytes != announced_) damaged();
    outlet.write(variable_->data, static_cast<std::size_t>(announced_));
  }

 private:
  [[noreturn]] void damaged() const {
    throw bad_data("data.corrupted", fmt::format("'{}' is damaged and cannot be read", name_), datasets::fetch_again);
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    Mat_Rewind(file_.get());
    for (int i = 0; i < most_listed; ++i) {
      const Variable next(Mat_VarReadNextInfo(file_.get()));
      if (!next) break;
      names.emplace_back(next->name != nullptr ? next->name : "");
    }
    Mat_Rewind(file_.get());
    return names;
  }

  [[nodiscard]] std::string only_name() const {
    const auto all = names();
    if (all.size() == 1) return all.front();
    throw bad_data("data.missing-array", fmt::format("'{}' holds {} variables; say which one is meant", name_, all.size()),
                   fmt::format("write FILE:VARIABLE; variables are: {}", fmt::join(all, ", ")));
  }

  [[noreturn]] void missing() const {
    throw bad_data("data.missing-array", fmt::format("'{}' is missing", name_), fmt::format("variables are: {}", fmt::join(names(), ", ")));
  }

  void check_size(const std::filesystem::path& path, std::uint64_t memory) {
    std::int64_t bytes = datasets::bytes_of(type_);
    for (const auto size : sizes()) bytes = datasets::capped_product(bytes, size);
    announced_ = static_cast<std::uint64_t>(bytes);
    if (announced_ / datasets::best_deflate_ratio > std::filesystem::file_size(path)) {
      throw bad_data("data.truncated", fmt::format("'{}' announces {} bytes, more than its file can hold", name_, announced_), datasets::fetch_again);
    }
    if (announced_ <= memory) return;
    throw bad_data("data.too-large", fmt::format("'{}' takes {} bytes, more than the memory limit", name_, announced_), "raise 'memory_limit'");
  }

  std::string name_;
  File file_;
  Variable variable_;
  ElementType type_ = ElementType::float64;
  std::uint64_t announced_ = 0;
};

}  // namespace

datasets::StoredArray open_mat(const std::filesystem::path& path, const std::string& array, std::uint64_t memory) {
  check_mat_file(path, memory + (std::uint64_t{1} << 20U));
  const std::string name = array.empty() ? path.string() : path.string() + ":" + array;
  constexpr std::uint64_t own_needs = std::uint64_t{256} << 20U;
  return datasets::open_guarded(name, 2 * memory + own_needs, [&] { return std::make_unique<MatArray>(name, path, array, memory); });
}

}  // namespace mat
