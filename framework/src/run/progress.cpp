#include "run/progress.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.hpp"

namespace assay::run {
namespace {

constexpr auto line_interval = std::chrono::seconds(30);
constexpr int bar_width = 24;

std::string position_of(const TrialProgress& trial) {
  return fmt::format("{} {}", trial.unit(), trial.epoch()) + (trial.epochs() > 0 ? fmt::format("/{}", trial.epochs()) : "");
}

std::string line_of(const TrialProgress& trial) {
  std::string text = fmt::format("  {:<28} {}", trial.label(), progress_bar(trial.epoch(), trial.epochs()));
  text += ' ' + position_of(trial);
  if (trial.seconds_left() >= 0.0) text += ", " + duration_text(trial.seconds_left()) + " left";
  return text;
}

}  // namespace

std::string size_text(std::int64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

std::string progress_bar(std::int64_t part, std::int64_t whole) {
  const std::int64_t full = whole > 0 ? std::min<std::int64_t>(bar_width, part * bar_width / whole) : 0;
  return '[' + std::string(static_cast<std::size_t>(full), '#') + std::string(static_cast<std::size_t>(bar_width - full), '.') + ']';
}

std::size_t terminal_width(std::FILE* stream) {
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : 80;
}

ProgressStyle progress_style(bool quiet, std::FILE* stream) {
  if (quiet) return ProgressStyle::none;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  return isatty(fileno(stream)) == 1 && !dumb ? ProgressStyle::redraw : ProgressStyle::lines;
}

TrialProgress::TrialProgress(std::string label, const std::filesystem::path& journal) : label_(std::move(label)), journal_(journal) {}

void TrialProgress::poll() {
  for (const auto& event : journal_.poll()) {
    const std::string& type = event.at("t").string();
    if (type == "state") {
      if (const Value* epochs = event.find("epochs")) epochs_ = epochs->integer();
      if (const std::string& state = event.at("state").string(); state == "started" || state == "resumed") counts_epochs_ = epochs_ > 0;
      if (const Value* epoch = event.find("epoch")) epoch_ = epoch->integer();
    } else if (type == "row" && event.at("cadence").string() == "epoch") {
      epoch_ = event.at("index").integer();
    }
  }
  if (first_epoch_ < 0 && epoch_ > 0) {
    first_epoch_ = epoch_;
    first_seen_ = Clock::now();
  }
}

double TrialProgress::seconds_left() const {
  if (first_epoch_ < 0 || epoch_ <= first_epoch_ || epochs_ <= 0) return -1.0;
  const double elapsed = std::chrono::duration<double>(Clock::now() - first_seen_).count();
  return elapsed / static_cast<double>(epoch_ - first_epoch_) * static_cast<double>(epochs_ - epoch_);
}

Progress::Progress(ProgressStyle style, std::FILE* stream, std::size_t total, std::size_t done_before)
    : style_(style), stream_(stream), total_(total), done_(done_before) {}

void Progress::say(const std::string& line) {
  if (style_ == ProgressStyle::none) return;
  clear();
  fmt::print(stream_, "{}\n", line);
  std::fflush(stream_);
}

void Progress::finished(const std::string& label, const std::string& status, double wall_s, const std::string& detail) {
  ++done_;
  if (status == "failed") ++failed_;
  std::string line = fmt::format("[{}/{}] {} {} after {}", done_, total_, label, status, duration_text(wall_s));
  if (!detail.empty()) line += ": " + detail.substr(0, detail.find('\n'));
  say(line);
}

void Progress::update(const std::vector<TrialProgress*>& running) {
  for (auto* trial : running) trial->poll();
  if (style_ == ProgressStyle::none) return;
  const auto now = Clock::now();
  if (style_ == ProgressStyle::lines) {
    if (now - last_line_ < line_interval || running.empty()) return;
    last_line_ = now;
    std::string text;
    for (const auto* trial : running) text += fmt::format("; {} {}", trial->label(), position_of(*trial));
    fmt::print(stream_, "[{}/{}]{}\n", done_, total_, text);
    std::fflush(stream_);
    return;
  }
  clear();
  const std::size_t width = terminal_width(stream_) - 1;
  std::vector<std::string> lines;
  lines.reserve(running.size() + 1);
  for (const auto* trial : running) lines.push_back(line_of(*trial));
  const std::string failures = failed_ > 0 ? fmt::format(", {} failed", failed_) : std::string();
  lines.push_back(fmt::format("  {}/{} trials{}, {}", done_, total_, failures, duration_text(std::chrono::duration<double>(now - started_).count())));
  for (const auto& line : lines) fmt::print(stream_, "{}\n", line.substr(0, width));
  drawn_lines_ = static_cast<int>(lines.size());
  std::fflush(stream_);
}

void Progress::clear() {
  if (drawn_lines_ == 0) return;
  fmt::print(stream_, "\033[{}A\033[J", drawn_lines_);
  drawn_lines_ = 0;
}

}  // namespace assay::run
