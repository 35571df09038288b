#include "app/commands/check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/suggest.hpp"
#include "plan/make_plan.hpp"

namespace assay::app {
namespace {

Value to_value(const Diagnostic& diagnostic) {
  Value::Array notes;
  for (const auto& note : diagnostic.notes) notes.emplace_back(note);
  return Value::Table{{"code", diagnostic.code},           {"message", diagnostic.message},  {"help", diagnostic.help},
                      {"notes", std::move(notes)},         {"file", diagnostic.origin.file}, {"line", diagnostic.origin.line},
                      {"column", diagnostic.origin.column}};
}

std::string summary(const plan::CheckResult& result) {
  if (result.fragment) return "ok (a fragment: it names no study)";
  const auto counted = [](std::size_t count, const char* what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); };
  std::vector<std::string> parts{counted(result.arms, "arm"), counted(result.trials, "trial")};
  if (result.cases > 0) parts.insert(parts.begin() + 1, counted(result.cases, "case"));
  if (!result.profiles.empty()) parts.push_back("profiles: " + join(result.profiles));
  return fmt::format("ok ({})", join(parts));
}

void print(const std::string& spec, const plan::CheckResult& result, std::ostream& out) {
  out << spec << ": " << summary(result) << '\n';
  for (const auto& note : result.notes) out << note << '\n';
}

}  // namespace

int run_check(const CheckArguments& arguments, const Catalog& catalog, std::ostream& out, std::ostream& err) {
  int status = 0;
  Value::Array report;
  for (const auto& spec : arguments.specs) {
    Value::Table entry{{"spec", spec}, {"ok", true}};
    try {
      const plan::CheckResult result = plan::check_spec({spec, arguments.overrides, arguments.profile}, catalog);
      if (!arguments.json) print(spec, result, out);
      entry["fragment"] = result.fragment;
      entry["arms"] = static_cast<std::int64_t>(result.arms);
      entry["cases"] = static_cast<std::int64_t>(result.cases);
      entry["profiles"] = Value(Value::Array(result.profiles.begin(), result.profiles.end()));
      entry["trials"] = static_cast<std::int64_t>(result.trials);
      entry["notes"] = Value(Value::Array(result.notes.begin(), result.notes.end()));
    } catch (const Error& error) {
      status = std::max(status, exit_status(error.category()));
      if (!arguments.json) err << render(error, line_of_file, arguments.style) << '\n';
      Value::Array findings;
      for (const auto& diagnostic : error.diagnostics()) findings.push_back(to_value(diagnostic));
      entry["ok"] = false;
      entry["findings"] = std::move(findings);
    }
    report.emplace_back(std::move(entry));
  }
  if (arguments.json) out << to_json(Value(std::move(report)), 2) << '\n';
  return status;
}

}  // namespace assay::app
