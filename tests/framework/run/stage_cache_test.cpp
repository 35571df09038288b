#include "run/stage_cache.hpp"

#include <chrono>
#include <fstream>

#include <doctest/doctest.h>

#include "record/trial_file.hpp"
#include "run/claim.hpp"
#include "support/sample_record.hpp"
#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;
using assay::Value;
using assay::record::RunFolder;

namespace {

/// A cache with stages that were finished some days ago.
class Cache {
 public:
  Cache() : cache{folder_.path()} { fs::create_directories(cache.trials()); }

  void add(const std::string& id, double days_ago) const {
    auto record = test_support::sample_record();
    record.trial_id = id;
    record.seed = 3;
    record.resolved =
        Value(Value::Table{{"dataset", Value(Value::Table{{"use", "blobs"}})}, {"baseline", Value(Value::Table{{"use", "autoencoder"}})}});
    assay::record::write_trial_file(cache.trial(id), record);
    const auto age = std::chrono::duration_cast<fs::file_time_type::duration>(std::chrono::duration<double>(days_ago * 86400.0));
    fs::last_write_time(cache.trial(id), fs::file_time_type::clock::now() - age);
  }

 private:
  test_support::TemporaryFolder folder_;

 public:
  RunFolder cache;
};

std::vector<std::string> ids(const std::vector<assay::run::CachedStage>& stages) {
  std::vector<std::string> all;
  all.reserve(stages.size());
  for (const auto& stage : stages) all.push_back(stage.id);
  return all;
}

}  // namespace

TEST_CASE("the cache lists what it holds, longest unused first") {
  Cache folder;
  folder.add("aaaa", 1.0);
  folder.add("bbbb", 5.0);
  const auto stages = assay::run::list_stages(folder.cache);
  REQUIRE(ids(stages) == std::vector<std::string>{"bbbb", "aaaa"});
  CHECK(stages[0].method == "autoencoder");
  CHECK(stages[0].dataset == "blobs");
  CHECK(stages[0].seed == 3);
  CHECK(stages[0].status == "done");
  CHECK(stages[0].bytes == static_cast<std::int64_t>(fs::file_size(folder.cache.trial("bbbb"))));
  CHECK(stages[0].unused_days == doctest::Approx(5.0).epsilon(0.01));
}

TEST_CASE("garbage collection removes what was long not used, and nothing that somebody works on") {
  Cache folder;
  for (const char* id : {"aaaa", "bbbb", "cccc"}) folder.add(id, 40.0);
  folder.add("dddd", 2.0);
  assay::run::mark_used(folder.cache, "aaaa");
  const auto claim = assay::run::Claim::try_take(folder.cache.lock("bbbb"));
  REQUIRE(claim);
  fs::last_write_time(folder.cache.lock("bbbb"), fs::last_write_time(folder.cache.trial("bbbb")));
  CHECK(ids(assay::run::remove_unused_stages(folder.cache, 30.0).removed) == std::vector<std::string>{"cccc"});
  CHECK_FALSE(fs::exists(folder.cache.trial("cccc")));
  for (const char* id : {"aaaa", "bbbb", "dddd"}) CHECK(fs::exists(folder.cache.trial(id)));
  CHECK(assay::run::list_stages(folder.cache).size() == 3);
}

TEST_CASE("verify finds damaged stages") {
  Cache folder;
  folder.add("aaaa", 1.0);
  folder.add("bbbb", 1.0);
  CHECK(assay::run::verify_stages(folder.cache).empty());
  fs::resize_file(folder.cache.trial("bbbb"), fs::file_size(folder.cache.trial("bbbb")) / 2);
  fs::copy_file(folder.cache.trial("aaaa"), folder.cache.trial("cccc"));
  const auto problems = assay::run::verify_stages(folder.cache);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].file == "trials/bbbb.h5");
  CHECK(problems[1].code == "verify.wrong-trial");
}
