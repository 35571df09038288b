#include "record/journal.hpp"

#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "record/posix.hpp"

namespace assay::record {
namespace {

constexpr std::size_t checksum_digits = 8;

std::uint32_t checksum(std::string_view text) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

/// The event of one line without its line end, or nothing when the line is damaged.
std::optional<Value> parse_line(std::string_view line) {
  if (line.size() <= checksum_digits || line[checksum_digits] != ' ') return std::nullopt;
  std::uint32_t expected = 0;
  const auto parsed = std::from_chars(line.data(), line.data() + checksum_digits, expected, 16);
  if (parsed.ec != std::errc() || parsed.ptr != line.data() + checksum_digits) return std::nullopt;
  const std::string_view json = line.substr(checksum_digits + 1);
  if (checksum(json) != expected) return std::nullopt;
  try {
    return parse_json(json);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The bytes of `file` from `position` to its end; nothing on errors, which the next poll meets again.
std::string read_from(int file, std::uint64_t position, std::uint64_t end) {
  std::string text(end - position, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t count = ::pread(file, text.data() + filled, text.size() - filled, static_cast<off_t>(position + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  return text;
}

}  // namespace

JournalWriter::JournalWriter(const std::filesystem::path& path, std::uint64_t keep_bytes) : path_(path), size_(keep_bytes) {
  Descriptor file(open_file(path, O_WRONLY | O_CREAT | O_APPEND));
  struct stat status = {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) throw_write_failed("open", path, errno);
  if (static_cast<std::uint64_t>(status.st_size) < keep_bytes) {
    throw DataError("record.journal-damaged",
                    fmt::format("the journal '{}' has {} bytes, its checkpoint needs {}", path.string(), status.st_size, keep_bytes));
  }
  if (::ftruncate(file.get(), static_cast<off_t>(keep_bytes)) != 0) throw_write_failed("truncate", path, errno);
  file_ = file.release();
}

JournalWriter::~JournalWriter() {
  if (file_ >= 0) ::close(file_);
}

void JournalWriter::append(const Value& event) {
  const std::string json = to_json(event);
  const std::string line = fmt::format("{:08x} {}\n", checksum(json), json);
  if (!write_all(file_, line.data(), line.size())) {
    const int error_number = errno;
    // What was written of the line goes again; where even that fails, readers stop before the torn line.
    [[maybe_unused]] const int ignored = ::ftruncate(file_, static_cast<off_t>(size_));
    throw_write_failed("write", path_, error_number);
  }
  size_ += line.size();
}

void JournalWriter::sync() {
  if (::fsync(file_) != 0) throw_write_failed("sync", path_, errno);
}

JournalReader::JournalReader(std::filesystem::path path) : path_(std::move(path)) {}

std::vector<Value> JournalReader::poll() {
  std::vector<Value> events;
  const Descriptor file(open_file(path_, O_RDONLY));
  struct stat status = {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return events;
  const auto end = static_cast<std::uint64_t>(status.st_size);
  if (end < position_) {
    position_ = 0;
    ++restarts_;
  }
  const std::string text = read_from(file.get(), position_, end);
  std::string_view rest = text;
  for (auto line_end = rest.find('\n'); line_end != std::string_view::npos; line_end = rest.find('\n')) {
    auto event = parse_line(rest.substr(0, line_end));
    if (!event) break;
    events.push_back(std::move(*event));
    rest.remove_prefix(line_end + 1);
    position_ += line_end + 1;
  }
  return events;
}

}  // namespace assay::record
