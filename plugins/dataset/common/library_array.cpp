#include "library_array.hpp"

#include <utility>

#include "errors.hpp"

namespace datasets {
namespace {

constexpr std::int64_t most_dimensions = 32;

struct Head {
  std::int64_t type;
  std::int64_t column_major;
  std::int64_t rank;
};

void write_array(LibraryArray& array, Outlet& outlet) {
  const auto sizes = array.sizes();
  const Head head{static_cast<std::int64_t>(array.type()), array.column_major() ? 1 : 0, static_cast<std::int64_t>(sizes.size())};
  outlet.write(&head, sizeof(head));
  outlet.write(sizes.data(), sizes.size() * sizeof(std::int64_t));
  array.write(outlet);
}

}  // namespace

StoredArray open_guarded(const std::string& name, std::uint64_t memory, const std::function<std::unique_ptr<LibraryArray>()>& open) {
  auto stream = std::make_unique<ChildStream>(name, memory, [&](Outlet& outlet) { write_array(*open(), outlet); });
  Head head{};
  stream->read(reinterpret_cast<unsigned char*>(&head), sizeof(head), "header");
  const bool plausible =
      head.type >= 0 && head.type <= static_cast<std::int64_t>(ElementType::float64) && head.rank >= 0 && head.rank <= most_dimensions;
  if (!plausible) throw bad_data("data.corrupted", "'" + name + "' is damaged", fetch_again);
  StoredArray array;
  array.sizes.resize(static_cast<std::size_t>(head.rank));
  stream->read(reinterpret_cast<unsigned char*>(array.sizes.data()), array.sizes.size() * sizeof(std::int64_t), "header");
  for (const auto size : array.sizes) {
    if (size < 0) throw bad_data("data.corrupted", "'" + name + "' is damaged", fetch_again);
  }
  array.name = name;
  array.type = static_cast<ElementType>(head.type);
  array.order = native_order();
  array.column_major = head.column_major != 0;
  array.stream = std::move(stream);
  return array;
}

}  // namespace datasets
