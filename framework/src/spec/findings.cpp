#include "spec/findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace assay::spec {
namespace {

constexpr std::size_t most_kept = 1000;
constexpr std::size_t longest_chain = 16;

void add_include_notes(Diagnostic& diagnostic, const std::map<std::string, Origin>& included_from) {
  std::string file = diagnostic.origin.file;
  for (std::size_t i = 0; i < longest_chain; ++i) {
    const auto found = included_from.find(file);
    if (found == included_from.end()) return;
    const Origin& at = found->second;
    diagnostic.notes.push_back(fmt::format("{} is included from {}:{}:{}", file, at.file, at.line, at.column));
    file = at.file;
  }
}

}  // namespace

void Findings::add(Diagnostic diagnostic) {
  const Origin& at = diagnostic.origin;
  const std::string identity = fmt::format("{}\n{}\n{}\n{}:{}", diagnostic.code, diagnostic.message, at.file, at.line, at.column);
  if (diagnostics_.size() < most_kept && seen_.insert(identity).second) diagnostics_.push_back(std::move(diagnostic));
}

void Findings::add(const std::string& code, std::string message, const Origin& origin, std::string help, std::vector<std::string> notes) {
  add(Diagnostic{code, std::move(message), origin, std::move(help), std::move(notes)});
}

void Findings::add(const Findings& other) {
  for (const auto& diagnostic : other.diagnostics_) add(diagnostic);
}

void Findings::throw_if_any(const std::map<std::string, Origin>& included_from) const {
  if (diagnostics_.empty()) return;
  std::vector<Diagnostic> ordered = diagnostics_;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Diagnostic& left, const Diagnostic& right) {
    return std::tie(left.origin.file, left.origin.line, left.origin.column) < std::tie(right.origin.file, right.origin.line, right.origin.column);
  });
  for (auto& diagnostic : ordered) add_include_notes(diagnostic, included_from);
  const bool only_rejected = std::all_of(ordered.begin(), ordered.end(), [](const Diagnostic& one) { return one.code == "plugin.rejected"; });
  if (only_rejected) throw Error(ErrorCategory::plugin, std::move(ordered));
  throw SpecError(std::move(ordered));
}

}  // namespace assay::spec
