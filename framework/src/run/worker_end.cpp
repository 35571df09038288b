#include "run/worker_end.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>

namespace assay::run {
namespace {

constexpr std::size_t log_tail_bytes = 2000;

std::string tail_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return {};
  const auto size = static_cast<std::size_t>(in.tellg());
  in.seekg(static_cast<std::streamoff>(size - std::min(size, log_tail_bytes)));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

WorkerEnd WorkerEnd::from(const Value& event) {
  constexpr std::int64_t kib = 1024;
  return {static_cast<pid_t>(event.at("pid").integer()), event.at("status").integer(), event.at("signal").integer(),
          event.at("max_rss_kb").integer() * kib};
}

record::Failure crash_of(const WorkerEnd& end, const std::filesystem::path& log) {
  record::Failure failure;
  failure.code = "trial.crashed";
  failure.text = end.signal != 0 ? fmt::format("the trial's process was ended by signal {} ({})", end.signal, strsignal(static_cast<int>(end.signal)))
                                 : fmt::format("the trial's process ended with exit status {} without a result", end.status);
  const std::string tail = tail_of(log);
  if (!tail.empty()) failure.text += "\nthe end of its log:\n" + tail;
  return failure;
}

}  // namespace assay::run
