#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "assay/core/error.hpp"
#include "record/checkpoint_file.hpp"
#include "record/id.hpp"
#include "record/index_file.hpp"
#include "record/journal.hpp"
#include "record/node.hpp"
#include "record/run_view.hpp"
#include "record/trial_file.hpp"
#include "support/folder_files.hpp"
#include "support/sample_run.hpp"
#include "support/temporary_folder.hpp"

using namespace assay;
using namespace assay::record;

namespace {

/// While it lives, no file of this process may grow beyond `bytes`: writes fail as they do on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_ = {};
};

template <class Work>
std::string code_of(Work work) {
  try {
    work();
  } catch (const TrialError& error) {
    return error.code();
  }
  return "none";
}

/// A record whose arrays do not fit into any of the limits below, not even compressed.
TrialRecord large_record() {
  TrialRecord record = test_support::sample_record();
  std::vector<double> noise(100000);
  std::uint64_t state = 1;
  for (auto& value : noise) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    value = static_cast<double>(state >> 11U);
  }
  record.artifacts.push_back(make_array("noise", std::move(noise)));
  return record;
}

}  // namespace

TEST_CASE("a trial file that does not fit on the disk fails and leaves nothing behind") {
  const test_support::TemporaryFolder folder;
  const TrialRecord record = large_record();
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{100}, rlim_t{5000}, rlim_t{40000}, rlim_t{300000}, rlim_t{700000}}) {
    const FileSizeLimit limit(bytes);
    CHECK(code_of([&] { write_trial_file(folder / "t.h5", record); }) == "record.write-failed");
    CHECK(test_support::count_files(folder.path()) == 0);
  }
  write_trial_file(folder / "t.h5", record);
  CHECK(read_trial_file(folder / "t.h5").trial_id == record.trial_id);
}

TEST_CASE("a checkpoint that does not fit keeps the one before") {
  const test_support::TemporaryFolder folder;
  Checkpoint small;
  small.meta["epoch"] = 1;
  write_checkpoint(folder / "c.h5", small);
  Checkpoint large = small;
  large.meta["epoch"] = 2;
  large.arrays = large_record().artifacts;
  {
    const FileSizeLimit limit(50000);
    CHECK(code_of([&] { write_checkpoint(folder / "c.h5", large); }) == "record.write-failed");
  }
  CHECK(test_support::count_files(folder.path()) == 1);
  CHECK(read_checkpoint(folder / "c.h5").meta.at("epoch").integer() == 1);
}

TEST_CASE(
    "a dataset that does not fit fails at once: when it is closed nobody would hear of it, and room may be found again before the file is closed") {
  const test_support::TemporaryFolder folder;
  const h5::Session session;
  const h5::Id file = h5::create_file(folder / "f.h5");
  const auto write_without_room = [&](const Array& array, bool compressed) {
    const FileSizeLimit limit(64);
    if (compressed) {
      h5::write_array(file, array);
    } else {
      h5::write_plain_array(file, array);
    }
  };
  CHECK_THROWS_AS(write_without_room(make_array("small", std::vector<double>(700, 0.5)), false), h5::Failure);
  CHECK_THROWS_AS(write_without_room(make_array("compressed", std::vector<double>(5000, 0.5)), true), h5::Failure);
}

TEST_CASE("an index that does not fit keeps the one before") {
  const test_support::TemporaryFolder folder;
  const auto run = test_support::make_sample_run(folder / "run");
  refresh_index(run);
  const auto before = test_support::read_bytes(run.index());
  {
    const FileSizeLimit limit(3000);
    CHECK(code_of([&] { write_index(run, test_support::sample_manifest(), load_run(run).trials); }) == "record.write-failed");
  }
  CHECK(test_support::read_bytes(run.index()) == before);
  CHECK(test_support::count_files(run.root) == 4);
}

TEST_CASE("a journal line that does not fit is taken back") {
  const test_support::TemporaryFolder folder;
  JournalWriter writer(folder / "j", 0);
  Value event;
  event["t"] = "state";
  writer.append(event);
  const auto before = test_support::read_bytes(folder / "j");
  {
    const FileSizeLimit limit(before.size() + 10);
    CHECK(code_of([&] { writer.append(event); }) == "record.write-failed");
  }
  CHECK(test_support::read_bytes(folder / "j") == before);
  CHECK(writer.size() == before.size());
  writer.append(event);
  CHECK(JournalReader(folder / "j").poll().size() == 2);
}

TEST_CASE("a folder that does not exist is a failed write") {
  const test_support::TemporaryFolder folder;
  CHECK(code_of([&] { write_trial_file(folder / "none/t.h5", test_support::sample_record()); }) == "record.write-failed");
  CHECK(code_of([&] { write_checkpoint(folder / "none/c.h5", {}); }) == "record.write-failed");
  CHECK(code_of([&] { JournalWriter(folder / "none/j", 0); }) == "record.write-failed");
  CHECK(code_of([&] { write_manifest(RunFolder{folder / "none"}, {}); }) == "record.write-failed");
}

TEST_CASE("a read-only folder is a failed write") {
  const test_support::TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  // The superuser may write anywhere, so only what happens is compared.
  const std::string expected = ::geteuid() == 0 ? "none" : "record.write-failed";
  CHECK(code_of([&] { write_trial_file(folder / "t.h5", test_support::sample_record()); }) == expected);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("the reason of the system is in the message") {
  const test_support::TemporaryFolder folder;
  try {
    write_trial_file(folder / "none/t.h5", test_support::sample_record());
    FAIL("expected an error");
  } catch (const TrialError& error) {
    CHECK(std::string(error.what()).find("No such file or directory") != std::string::npos);
    CHECK(std::string(error.what()).find("none/t.h5") != std::string::npos);
  }
}
