#include "data/local_files.hpp"

#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "record/atomic_file.hpp"

namespace assay::data {
namespace {

namespace fs = std::filesystem;

fs::path checksum_file(const fs::path& file) { return file.string() + ".sha256"; }

/// The other name under which readers find the file.
std::string repacked_name(const std::string& name) {
  constexpr std::string_view suffix = ".gz";
  const bool packed = name.size() > suffix.size() && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
  return packed ? name.substr(0, name.size() - suffix.size()) : name + std::string(suffix);
}

}  // namespace

LocalFile find_local(const PublishedFile& file, const std::vector<fs::path>& roots) {
  for (const auto& root : roots) {
    for (const auto& name : {file.name, repacked_name(file.name)}) {
      std::error_code error;
      const fs::path path = root / name;
      if (!fs::is_regular_file(path, error)) continue;
      LocalFile local{path, FileState::present, static_cast<std::int64_t>(fs::file_size(path, error))};
      if (name != file.name) {
        local.state = FileState::repacked;
      } else if (file.size > 0 && local.bytes != file.size) {
        local.state = FileState::wrong_size;
      }
      return local;
    }
  }
  return {};
}

const char* name_of(SetState state) {
  switch (state) {
    case SetState::absent: return "absent";
    case SetState::partial: return "partial";
    case SetState::present: return "present";
    case SetState::corrupt: return "corrupt";
  }
  return "";
}

SetState state_of(const std::vector<PublishedFile>& files, const std::vector<LocalFile>& local) {
  std::size_t there = 0;
  std::size_t missing = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (local[i].state == FileState::wrong_size) return SetState::corrupt;
    if (local[i].state != FileState::absent) {
      ++there;
    } else if (!files[i].optional) {
      ++missing;
    }
  }
  if (there == 0) return SetState::absent;
  return missing > 0 ? SetState::partial : SetState::present;
}

std::string recorded_checksum(const fs::path& file) {
  std::ifstream in(checksum_file(file));
  std::string checksum;
  in >> checksum;
  return checksum;
}

void record_checksum(const fs::path& file, const std::string& checksum) {
  record::write_text_atomically(checksum_file(file), fmt::format("{}  {}\n", checksum, file.filename().string()));
}

Verification verify(const PublishedFile& file, const LocalFile& local) {
  if (local.state == FileState::wrong_size) {
    return {Verdict::damaged, {}, fmt::format("{} bytes instead of {}", local.bytes, file.size)};
  }
  Verification result{Verdict::unknown, sha256_file(local.path), {}};
  const std::string recorded = recorded_checksum(local.path);
  const bool published = local.state == FileState::present && !file.sha256.empty();
  const std::string& expected = published ? file.sha256 : recorded;
  if (expected.empty()) {
    result.text = local.state == FileState::repacked ? "packed otherwise than published, so no checksum is known" : "no checksum is known";
  } else if (result.checksum == expected) {
    result.verdict = Verdict::sound;
    result.text = published ? "as published" : "as first fetched";
  } else {
    result.verdict = Verdict::damaged;
    result.text = fmt::format("the checksum is {} instead of {}{}", result.checksum, expected, published ? "" : ", which was recorded first");
  }
  return result;
}

}  // namespace assay::data
