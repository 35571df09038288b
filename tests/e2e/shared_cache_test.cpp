#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "program.hpp"
#include "support/temporary_folder.hpp"
#include "trials.hpp"

namespace {

namespace fs = std::filesystem;
using e2e::Program;
using test_support::TemporaryFolder;

constexpr unsigned ada = 61001;
constexpr unsigned bob = 61002;
constexpr unsigned team = 61000;
constexpr std::size_t stages = 4;  // two per seed

/// `arguments` of assay as the user, who also belongs to the team, with a umask.
std::vector<std::string> as_user(unsigned user, const std::string& umask, const std::string& arguments) {
  const std::string id = std::to_string(user);
  return {"setpriv",
          "--reuid=" + id,
          "--regid=" + id,
          "--groups=" + std::to_string(team),
          "sh",
          "-c",
          "umask " + umask + " && exec " + e2e::assay_program() + " " + arguments};
}

/// A folder for each user, and a cache for their team.
class Place {
 public:
  Place() {
    chmod(root_.path().c_str(), 0755);
    for (const unsigned user : {ada, bob}) {
      fs::create_directory(home(user));
      e2e::write_file(home(user) / "staged.toml", e2e::staged_trials);
      usable_ = chown(home(user).c_str(), user, user) == 0 && usable_;
    }
    fs::create_directory(cache());
    usable_ = chown(cache().c_str(), 0, team) == 0 && chmod(cache().c_str(), 02770) == 0 && usable_;
    usable_ = usable_ && Program(as_user(ada, "022", "--version"), home(ada)).wait().status == 0;
    if (!usable_) std::fputs("skipped: this process may not act as two other users who can reach the program\n", stderr);
  }

  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] fs::path home(unsigned user) const { return root_ / std::to_string(user); }
  [[nodiscard]] fs::path cache() const { return root_ / "cache"; }
  [[nodiscard]] e2e::Environment environment() const { return {{"ASSAY_CACHE", cache().string()}}; }
  [[nodiscard]] Program start(unsigned user, const std::string& umask, const std::string& arguments) const {
    return {as_user(user, umask, arguments), home(user), environment()};
  }

 private:
  TemporaryFolder root_;
  bool usable_ = true;
};

/// "stages: N computed" of what a run printed.
std::size_t computed(const std::string& out) {
  const std::string before = "stages: ";
  const auto found = out.find(before);
  return found == std::string::npos ? 0 : std::stoul(out.substr(found + before.size()));
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t stage_files(const Place& place) {
  const auto is_result = [](const fs::directory_entry& entry) { return entry.path().filename().string().size() == 19; };  // 16 digits and .h5
  return static_cast<std::size_t>(std::count_if(fs::directory_iterator(place.cache() / "trials"), fs::directory_iterator(), is_result));
}

}  // namespace

TEST_CASE("two users' runs at the same time compute the stages that they share once, whatever their umasks") {
  const Place place;
  if (!place.usable()) return;
  Program first = place.start(ada, "077", "run staged.toml");
  Program second = place.start(bob, "022", "run staged.toml");
  const auto one = first.wait();
  const auto two = second.wait();
  INFO(one.err << one.out << two.err << two.out);
  CHECK(one.status == 0);
  CHECK(two.status == 0);
  CHECK(computed(one.out) + computed(two.out) == stages);
  CHECK(stage_files(place) == stages);
  CHECK(e2e::run_differences(e2e::run_folder(place.home(ada), "staged"), e2e::run_folder(place.home(bob), "staged")) == std::vector<std::string>{});
  for (const unsigned user : {ada, bob}) {
    CHECK(contains(place.start(user, "022", "cache verify").wait().out, "4 stages, 0 problems"));
  }
}

TEST_CASE("a stage that one user's run was killed in is finished by the other's") {
  const Place place;
  if (!place.usable()) return;
  {
    Program first = place.start(ada, "077", "run staged.toml");
    const e2e::record::RunFolder cache{place.cache()};
    REQUIRE(e2e::wait_until(first, [&] { return fs::exists(cache.trials()) && e2e::has_trial_file(cache, ".checkpoint.h5"); }));
    first.kill_everything();
  }
  const auto second = place.start(bob, "077", "run staged.toml").wait();
  INFO(second.err << second.out);
  CHECK(second.status == 0);
  CHECK(stage_files(place) == stages);
  const auto first = place.start(ada, "077", "run staged.toml").wait();
  INFO(first.err << first.out);
  CHECK(first.status == 0);
  CHECK(e2e::run_differences(e2e::run_folder(place.home(ada), "staged"), e2e::run_folder(place.home(bob), "staged")) == std::vector<std::string>{});
  CHECK(contains(place.start(ada, "022", "cache gc --days 0").wait().out, "4 stages removed"));
}

TEST_CASE("where only the owner may remove files, another user's cleaning says so and removes nothing") {
  const Place place;
  if (!place.usable()) return;
  REQUIRE(place.start(ada, "022", "run staged.toml").wait().status == 0);
  REQUIRE(chmod((place.cache() / "trials").c_str(), 03770) == 0);
  const auto outcome = place.start(bob, "022", "cache gc --days 0").wait();
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "[cache.not-removed]"));
  CHECK(contains(outcome.err, "Operation not permitted"));
  CHECK(stage_files(place) == stages);
  CHECK(place.start(bob, "022", "run staged.toml").wait().status == 0);
}
