#include "record/columns.hpp"

#include <limits>
#include <numeric>

#include "record/layout.hpp"

namespace assay::record::h5 {
namespace {

std::vector<std::int64_t> count_up(std::size_t rows) {
  std::vector<std::int64_t> numbers(rows);
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  return numbers;
}

/// An array that borrows `values` for the time of the call.
template <class T>
Array borrow(const std::string& name, ElementType type, const std::vector<T>& values, const std::string& help, const std::string& unit) {
  Array array;
  array.name = name;
  array.type = type;
  array.shape = {static_cast<std::int64_t>(values.size())};
  array.data = values.data();
  array.help = help;
  array.unit = unit;
  return array;
}

}  // namespace

ColumnGroup::ColumnGroup(const Id& parent, const std::string& name, const std::string& row, std::size_t rows)
    : ColumnGroup(parent, name, row, count_up(rows), "row number") {}

ColumnGroup::ColumnGroup(const Id& parent, const std::string& name, const std::string& row, const std::vector<std::int64_t>& coordinate,
                         const std::string& help)
    : group_(create_group(parent, name)), scale_(write_array(group_, borrow(row, ElementType::i64, coordinate, help, "1"))) {
  make_scale(scale_, row);
}

void ColumnGroup::add(const std::string& name, const std::vector<std::string>& values, const std::string& help) {
  finish(write_texts(group_, name, values), help);
}

void ColumnGroup::add(const std::string& name, const std::vector<std::int64_t>& values, const std::string& help, const std::string& unit) {
  finish(write_array(group_, borrow(name, ElementType::i64, values, help, unit)), {});
}

void ColumnGroup::add(const std::string& name, const std::vector<double>& values, const std::string& help, const std::string& unit) {
  const Id dataset = write_array(group_, borrow(name, ElementType::f64, values, help, unit));
  set_attribute(dataset, layout::fill_value, std::numeric_limits<double>::quiet_NaN());
  finish(dataset, {});
}

ColumnGroup ColumnGroup::subgroup(const std::string& name) const {
  check(H5Iinc_ref(scale_.get()), "cannot share a dimension");
  return {create_group(group_, name), Id(scale_.get(), "no dimension")};
}

void ColumnGroup::finish(const Id& dataset, const std::string& help) {
  if (!help.empty()) set_attribute(dataset, layout::long_name, help);
  attach_scale(dataset, scale_, 0);
}

}  // namespace assay::record::h5
