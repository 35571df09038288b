#include "app/commands/verify.hpp"

#include <fmt/format.h>

#include "app/commands/run_argument.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "record/verify.hpp"

namespace assay::app {
namespace {

std::string format_json(const record::VerifyReport& report) {
  Value::Array problems;
  for (const auto& problem : report.problems) {
    Value item;
    item["code"] = problem.code;
    item["file"] = problem.file;
    item["text"] = problem.text;
    item["repaired"] = problem.repaired;
    problems.push_back(std::move(item));
  }
  Value value;
  value["sound"] = report.sound();
  value["trials_checked"] = static_cast<std::int64_t>(report.trials_checked);
  value["problems"] = std::move(problems);
  return to_json(value, 2) + "\n";
}

std::string format_text(const record::VerifyReport& report) {
  std::string text;
  for (const auto& problem : report.problems) {
    text += fmt::format("{}: {}: {} [{}]\n", problem.file, problem.repaired ? "repaired" : "problem", problem.text, problem.code);
  }
  return text + fmt::format("{} trial files checked, {} problems found\n", report.trials_checked, report.problems.size());
}

}  // namespace

int run_verify(const VerifyArguments& arguments, std::ostream& out) {
  const auto report = record::verify_run(find_run(arguments.run), arguments.repair);
  out << (arguments.json ? format_json(report) : format_text(report));
  return report.sound() ? 0 : exit_status(ErrorCategory::data);
}

}  // namespace assay::app
