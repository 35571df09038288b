#include "record/checkpoint_file.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include "base/json.hpp"
#include "record/atomic_file.hpp"
#include "record/guard.hpp"
#include "record/layout.hpp"
#include "record/node.hpp"
#include "record/posix.hpp"

namespace assay::record {
namespace {

/// HDF5 leaves these first bytes to us (its "user block"): they hold the layout's version and the checksum of all that follows.
constexpr std::size_t seal_bytes = 512;

struct Seal {
  int version = 0;
  std::uint32_t crc = 0;
  std::uint64_t bytes = 0;
};

std::string format_seal(const Seal& seal) {
  std::string text = fmt::format("assay checkpoint {} crc32 {:08x} bytes {}\n", seal.version, seal.crc, seal.bytes);
  text.resize(seal_bytes, '\0');
  return text;
}

/// Length and checksum of a file behind the seal; false with errno when it cannot be read.
bool measure(int file, Seal& seal) {
  std::vector<char> buffer(std::size_t{1} << 20U);
  auto crc = crc32_z(0, nullptr, 0);
  seal.bytes = 0;
  for (;;) {
    const ssize_t count = ::pread(file, buffer.data(), buffer.size(), static_cast<off_t>(seal_bytes + seal.bytes));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) break;
    crc = crc32_z(crc, reinterpret_cast<const Bytef*>(buffer.data()), static_cast<std::size_t>(count));
    seal.bytes += static_cast<std::uint64_t>(count);
  }
  seal.crc = static_cast<std::uint32_t>(crc);
  return true;
}

void write_seal(const std::filesystem::path& path) {
  const Descriptor file(open_file(path, O_RDWR));
  Seal seal;
  seal.version = static_cast<int>(layout::version);
  if (file.get() < 0 || !measure(file.get(), seal)) throw_write_failed("seal", path, errno);
  const std::string text = format_seal(seal);
  if (!write_all(file.get(), text.data(), text.size())) throw_write_failed("seal", path, errno);
}

void check_seal(const std::filesystem::path& path) {
  const auto refuse = [&path](const std::string& reason) {
    throw DataError("h5.unreadable", fmt::format("cannot read '{}': {}", path.string(), reason));
  };
  const Descriptor file(open_file(path, O_RDONLY));
  if (file.get() < 0) refuse("no such checkpoint");
  char text[seal_bytes + 1] = {};
  Seal stored;
  if (::pread(file.get(), text, seal_bytes, 0) != static_cast<ssize_t>(seal_bytes)) refuse("not a checkpoint");
  if (std::sscanf(text, "assay checkpoint %d crc32 %8x bytes %lu", &stored.version, &stored.crc, &stored.bytes) != 3) {  // NOLINT(cert-err34-c)
    refuse("not a checkpoint");
  }
  if (stored.version > layout::version) {
    throw DataError("h5.newer-layout",
                    fmt::format("'{}' has layout version {}, this program reads up to {}", path.string(), stored.version, layout::version));
  }
  Seal measured;
  if (!measure(file.get(), measured) || measured.bytes != stored.bytes || measured.crc != stored.crc) refuse("its checksum is wrong");
}

void write_content(h5::Id& file, const Checkpoint& checkpoint) {
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
  AtomicFile target(path);
  h5::writing(path, [&] {
    h5::Id file = h5::create_file(target.temporary(), seal_bytes);
    write_content(file, checkpoint);
    h5::finish_file(file);
  });
  write_seal(target.temporary());
  target.commit();
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  check_seal(path);
  return h5::reading(path, [&] {
    Checkpoint checkpoint;
    const h5::Id file = h5::open_file_for_reading(path);
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
