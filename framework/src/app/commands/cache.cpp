#include "app/commands/cache.hpp"

#include <vector>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/clock.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "run/progress.hpp"
#include "run/stage_cache.hpp"

namespace assay::app {
namespace {

Value stage_value(const run::CachedStage& stage) {
  return Value::Table{{"id", stage.id},     {"status", stage.status}, {"method", stage.method}, {"dataset", stage.dataset},
                      {"seed", stage.seed}, {"wall_s", stage.wall_s}, {"bytes", stage.bytes},   {"unused_days", stage.unused_days}};
}

void print_stages(const std::vector<run::CachedStage>& stages, std::ostream& out) {
  if (stages.empty()) return;
  out << fmt::format("{:<16}  {:<10}  {:<14}  {:<14}  {:>4}  {:>12}  {:>10}  {:>11}\n", "stage", "status", "method", "data", "seed", "computed in",
                     "size", "unused");
  for (const auto& stage : stages) {
    out << fmt::format("{:<16}  {:<10}  {:<14}  {:<14}  {:>4}  {:>12}  {:>10}  {:>6.1f} days\n", stage.id, stage.status, stage.method, stage.dataset,
                       stage.seed, duration_text(stage.wall_s), run::size_text(stage.bytes), stage.unused_days);
  }
}

void report(const std::vector<run::CachedStage>& stages, const char* what, const record::RunFolder& cache, bool json, std::ostream& out) {
  std::int64_t bytes = 0;
  Value::Array values;
  for (const auto& stage : stages) {
    bytes += stage.bytes;
    values.push_back(stage_value(stage));
  }
  if (json) {
    out << to_json(Value::Table{{"cache", cache.root.string()}, {"stages", std::move(values)}}, 2) << '\n';
    return;
  }
  print_stages(stages, out);
  out << fmt::format("{} stages{}, {} ({})\n", stages.size(), what, run::size_text(bytes), cache.root.string());
}

}  // namespace

int run_cache_list(const record::RunFolder& cache, const CacheArguments& arguments, std::ostream& out) {
  report(run::list_stages(cache), "", cache, arguments.json, out);
  return 0;
}

int run_cache_gc(const record::RunFolder& cache, const CacheArguments& arguments, std::ostream& out) {
  const auto cleaning = run::remove_unused_stages(cache, arguments.days);
  report(cleaning.removed, " removed", cache, arguments.json, out);
  if (cleaning.problems.empty()) return 0;
  const auto& first = cleaning.problems.front();
  throw TrialError(Diagnostic{first.code,
                              fmt::format("{} stages stay, because their files cannot be removed; the first is '{}': {}", cleaning.problems.size(),
                                          (cache.root / first.file).string(), first.text),
                              {},
                              "who computed them may remove them, or who owns the folder",
                              {}});
}

int run_cache_verify(const record::RunFolder& cache, const CacheArguments& arguments, std::ostream& out) {
  const auto problems = run::verify_stages(cache);
  Value::Array values;
  for (const auto& problem : problems) {
    values.push_back(Value::Table{{"code", problem.code}, {"file", problem.file}, {"text", problem.text}});
    if (!arguments.json) out << fmt::format("{}: problem: {} [{}]\n", problem.file, problem.text, problem.code);
  }
  if (arguments.json) {
    out << to_json(Value::Table{{"sound", problems.empty()}, {"problems", std::move(values)}}, 2) << '\n';
  } else {
    out << fmt::format("{} stages, {} problems found ({})\n", run::list_stages(cache).size(), problems.size(), cache.root.string());
  }
  return problems.empty() ? 0 : exit_status(ErrorCategory::data);
}

}  // namespace assay::app
