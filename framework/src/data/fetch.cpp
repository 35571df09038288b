#include "data/fetch.hpp"

#include <chrono>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/sha256.hpp"
#include "data/archive.hpp"
#include "data/download.hpp"
#include "data/local_files.hpp"
#include "record/atomic_file.hpp"
#include "run/claim.hpp"

namespace assay::data {
namespace {

namespace fs = std::filesystem;

constexpr int most_tries = 4;  ///< of one mirror
constexpr auto pause_between_tries = std::chrono::seconds(1);
constexpr auto pause_for_lock = std::chrono::milliseconds(200);

/// Thrown inside this file alone: the user wants to stop.
struct Stopped {};

class Fetcher {
 public:
  Fetcher(const DataSet& set, const FetchSettings& settings, FetchProgress& progress, const std::function<bool()>& go_on)
      : set_(set), settings_(settings), progress_(progress), go_on_(go_on) {}

  void run() {
    make_folders();
    const run::Claim claim = wait_for_lock();
    std::vector<const PublishedFile*> members;
    for (const auto& file : set_.files) {
      if ((file.optional && !settings_.optional) || is_there(file)) continue;
      if (set_.mirrors.empty()) refuse();
      if (file.member.empty()) {
        download_file(file);
        announce(file);
      } else {
        members.push_back(&file);
      }
    }
    if (!members.empty()) fetch_archive(members);
  }

 private:
  [[nodiscard]] fs::path target(const PublishedFile& file) const { return settings_.root / file.name; }
  [[nodiscard]] fs::path folder() const { return target(set_.files.front()).parent_path(); }

  [[noreturn]] void refuse() const {
    throw DataError(Diagnostic{"data.no-source",
                               fmt::format("there is no place to fetch '{}' from: {}", set_.id, set_.instead),
                               {},
                               fmt::format("the reader expects {}", target(set_.files.front()).string()),
                               {"cite: " + set_.cite}});
  }

  void make_folders() const {
    for (const auto& file : set_.files) {
      std::error_code error;
      fs::create_directories(target(file).parent_path(), error);
      if (!error) continue;
      throw DataError("data.unwritable", fmt::format("the folder '{}' cannot be made: {}", target(file).parent_path().string(), error.message()));
    }
  }

  /// Of the data set in this folder, against other processes that fetch it. The lock's file stays.
  [[nodiscard]] run::Claim wait_for_lock() const {
    bool told = false;
    const fs::path lock = folder() / fmt::format(".{}.fetch-lock", set_.id);
    while (true) {
      if (auto claim = run::Claim::try_take(lock)) return std::move(*claim);
      if (!told) progress_.say(fmt::format("another process is fetching {}; waiting for it", set_.id));
      told = true;
      pause(pause_for_lock);
    }
  }

  void pause(std::chrono::milliseconds duration) const {
    for (auto left = duration; left.count() > 0; left -= pause_for_lock) {
      if (!go_on_()) throw Stopped{};
      std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(left, pause_for_lock));
    }
  }

  /// Whether nothing is to be done for the file; says so.
  [[nodiscard]] bool is_there(const PublishedFile& file) const {
    const LocalFile local = find_local(file, {settings_.root});
    if (local.state == FileState::absent) return false;
    const Verification found = verify(file, local);
    if (found.verdict == Verdict::damaged) {
      if (set_.mirrors.empty()) throw DataError("data.wrong-checksum", fmt::format("'{}' is damaged: {}", local.path.string(), found.text));
      progress_.say(fmt::format("{} is damaged ({}); it is fetched again", file.name, found.text));
      return false;
    }
    const bool first_seen = found.verdict == Verdict::unknown;
    if (first_seen) record_checksum(local.path, found.checksum);
    progress_.say(fmt::format("{} is there, {}", file.name, first_seen ? recorded_text(local.path, found.checksum) : found.text));
    return true;
  }

  [[nodiscard]] static std::string recorded_text(const fs::path& file, const std::string& checksum) {
    return fmt::format("unchecked: no checksum is known of it; what it has, {}, is recorded in {}.sha256", checksum, file.filename().string());
  }

  /// What its copy must have: the published checksum, else that of the first copy; empty: anything.
  [[nodiscard]] std::string expected_checksum(const PublishedFile& file) const {
    return file.sha256.empty() ? recorded_checksum(target(file)) : file.sha256;
  }

  void announce(const PublishedFile& file) const {
    const fs::path path = target(file);
    std::error_code ignored;
    const std::string size = run::size_text(static_cast<std::int64_t>(fs::file_size(path, ignored)));
    if (!expected_checksum(file).empty()) {
      progress_.say(fmt::format("fetched {} ({}), checksum {}", file.name, size, file.sha256.empty() ? "as first fetched" : "as published"));
      return;
    }
    const std::string checksum = sha256_file(path);
    record_checksum(path, checksum);
    const bool from_archive = !file.member.empty() && !set_.archive->sha256.empty();
    progress_.say(from_archive ? fmt::format("unpacked {} ({}) from an archive with the published checksum", file.name, size)
                               : fmt::format("fetched {} ({}), {}", file.name, size, recorded_text(path, checksum)));
  }

  /// From the first mirror that has it. Throws DataError "data.fetch-failed" with what each of them said.
  void download_file(const PublishedFile& file) {
    Diagnostic failed{"data.fetch-failed", fmt::format("'{}' could not be fetched", file.name), {}, {}, {}};
    for (const auto& mirror : set_.mirrors) {
      const std::string url = mirror + fs::path(file.name).filename().string();
      const std::string problem = download_from(url, file);
      if (problem.empty()) return;
      failed.notes.push_back(fmt::format("{}: {}", url, problem));
      progress_.say(failed.notes.back());
    }
    const bool begun = fs::exists(part_of(file));
    failed.help = begun ? "the same command goes on where this one ended" : "see " + set_.homepage;
    throw DataError(std::move(failed));
  }

  [[nodiscard]] fs::path part_of(const PublishedFile& file) const { return target(file).string() + ".part"; }

  /// Empty when the file is in place, else what is wrong.
  std::string download_from(const std::string& url, const PublishedFile& file) {
    progress_.begin(file.name);
    std::string problem;
    for (int tries = 1; tries <= most_tries; ++tries) {
      const DownloadResult result =
          download({url, part_of(file), file.size, !expected_checksum(file).empty()}, [&](std::int64_t have, std::int64_t total) {
            progress_.update(have, total);
            return go_on_();
          });
      if (result.outcome == DownloadOutcome::stopped) throw Stopped{};
      bool again = result.passing;
      problem = result.problem;
      if (result.outcome == DownloadOutcome::complete) {
        problem = put_in_place(file);
        if (problem.empty()) return {};
        again = result.resumed;  // the beginning may have been of another version
      }
      if (!again) break;
      if (tries < most_tries) {
        progress_.say(fmt::format("{}: {}; trying again", url, problem));
        pause(pause_between_tries);
      }
    }
    return problem;
  }

  /// Gives the complete file its name; empty, or what is wrong with it, and then it is gone.
  std::string put_in_place(const PublishedFile& file) {
    const fs::path part = part_of(file);
    const std::string expected = expected_checksum(file);
    const std::string checksum = expected.empty() ? std::string() : sha256_file(part);
    if (checksum != expected) {
      forget_download(part);
      const std::string first = fmt::format(", which the first copy had; remove {}.sha256 to accept another", target(file).string());
      return fmt::format("the checksum is {} instead of {}{}", checksum, expected, file.sha256.empty() ? first : "");
    }
    record::move_into_place(part, target(file));
    forget_download(part);
    return {};
  }

  void fetch_archive(const std::vector<const PublishedFile*>& members) {
    const PublishedFile& archive = *set_.archive;
    const LocalFile local = find_local(archive, {settings_.root});
    if (local.state != FileState::present || verify(archive, local).verdict == Verdict::damaged) download_file(archive);
    std::vector<ArchiveMember> wanted;
    for (const auto* member : members) wanted.push_back({member->member, target(*member)});
    if (!unpack(target(archive), wanted, go_on_)) throw Stopped{};
    for (const auto* member : members) check_member(*member);
    std::error_code ignored;
    fs::remove(target(archive), ignored);
  }

  void check_member(const PublishedFile& member) const {
    const LocalFile local = find_local(member, {settings_.root});
    const bool by_checksum = !member.sha256.empty() && local.state == FileState::present;
    const Verification found = by_checksum || local.state == FileState::wrong_size ? verify(member, local) : Verification{};
    if (found.verdict != Verdict::damaged) return announce(member);
    std::error_code ignored;
    fs::remove(local.path, ignored);
    throw DataError("data.wrong-checksum",
                    fmt::format("'{}' of the archive '{}' is not as published: {}", member.member, set_.archive->name, found.text));
  }

  const DataSet& set_;
  const FetchSettings& settings_;
  FetchProgress& progress_;
  const std::function<bool()>& go_on_;
};

}  // namespace

bool fetch(const DataSet& set, const FetchSettings& settings, FetchProgress& progress, const std::function<bool()>& go_on) {
  try {
    Fetcher(set, settings, progress, go_on).run();
    return true;
  } catch (const Stopped&) {
    return false;
  } catch (const TrialError& error) {  // of the layers below: what is wrong is the data folder, not a trial
    throw DataError("data.unwritable", error.what());
  }
}

}  // namespace assay::data
