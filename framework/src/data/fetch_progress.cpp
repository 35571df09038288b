#include "data/fetch_progress.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/clock.hpp"

namespace assay::data {
namespace {

constexpr auto line_interval = std::chrono::seconds(30);
constexpr auto redraw_interval = std::chrono::milliseconds(200);

}  // namespace

void FetchProgress::begin(std::string name) {
  name_ = std::move(name);
  first_have_ = -1;
}

void FetchProgress::update(std::int64_t have, std::int64_t total) {
  const auto now = Clock::now();
  if (first_have_ < 0) {
    first_have_ = have;
    started_ = now;
    last_ = now;
  }
  if (style_ == run::ProgressStyle::none || now - last_ < (style_ == run::ProgressStyle::redraw ? redraw_interval : line_interval)) return;
  last_ = now;
  if (style_ == run::ProgressStyle::lines) {
    say(line(have, total));
    return;
  }
  clear();
  fmt::print(stream_, "{}", line(have, total).substr(0, run::terminal_width(stream_) - 1));
  std::fflush(stream_);
  drawn_ = true;
}

void FetchProgress::say(const std::string& line) {
  if (style_ == run::ProgressStyle::none) return;
  clear();
  fmt::print(stream_, "{}\n", line);
  std::fflush(stream_);
}

std::string FetchProgress::line(std::int64_t have, std::int64_t total) const {
  if (total <= 0) return fmt::format("  {}: {}", name_, run::size_text(have));
  std::string text = fmt::format("  {} {} {} of {}", name_, run::progress_bar(have, total), run::size_text(have), run::size_text(total));
  const double elapsed = std::chrono::duration<double>(Clock::now() - started_).count();
  if (have > first_have_ && elapsed > 1.0) {
    text += fmt::format(", {} left", duration_text(elapsed / static_cast<double>(have - first_have_) * static_cast<double>(total - have)));
  }
  return text;
}

void FetchProgress::clear() {
  if (drawn_) fmt::print(stream_, "\r\033[K");
  drawn_ = false;
}

}  // namespace assay::data
