#include "record/checkpoint_file.hpp"

#include <string>

#include <fmt/format.h>

#include "base/json.hpp"
#include "record/layout.hpp"
#include "record/layout_check.hpp"
#include "record/node.hpp"
#include "record/sealed_file.hpp"

namespace assay::record {
namespace {

void write_content(const h5::Id& file, const Checkpoint& checkpoint) {
  h5::set_attribute(file, layout::kind, std::string(layout::kind_checkpoint));
  h5::set_attribute(file, layout::layout_version, layout::version);
  h5::write_text(file, "meta", to_json(checkpoint.meta));
  const h5::Id group = h5::create_group(file, "arrays");
  std::size_t number = 0;
  for (Array array : checkpoint.arrays) {
    const std::string name = array.name;
    array.name = fmt::format("{:06}", number++);
    h5::set_attribute(h5::write_plain_array(group, array), "name", name);
  }
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  h5::write_sealed(path, {}, [&](const h5::Id& file) { write_content(file, checkpoint); });
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  return h5::reading(path, [&] {
    if (!sealed_text(path)) throw h5::Failure("no whole checkpoint");
    Checkpoint checkpoint;
    const h5::Id file = h5::open_file_for_reading(path);
    h5::require_layout(file, path, layout::kind_checkpoint, "h5.not-a-checkpoint");
    checkpoint.meta = parse_json(h5::read_text(file, "meta"));
    const h5::Id group = h5::open_group(file, "arrays");
    for (const auto& name : h5::members(group)) {
      Array array = h5::read_array(group, name);
      array.name = h5::text_attribute(h5::open_dataset(group, name), "name");
      checkpoint.arrays.push_back(std::move(array));
    }
    return checkpoint;
  });
}

}  // namespace assay::record
