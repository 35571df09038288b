#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "assay/core/error.hpp"

namespace assay::spec {

/// Collects everything that is wrong with a spec, each finding once, so that the user sees all of it at one go.
class Findings {
 public:
  void add(Diagnostic diagnostic);
  void add(const std::string& code, std::string message, const Origin& origin, std::string help = {}, std::vector<std::string> notes = {});

  /// Those of `other`, too.
  void add(const Findings& other);

  [[nodiscard]] bool empty() const { return diagnostics_.empty(); }
  [[nodiscard]] std::size_t size() const { return diagnostics_.size(); }

  /// Throws all findings in the order of the files' lines; does nothing when there are none. `included_from` tells, per file, where it is
  /// named; the chain becomes a note. The category is `plugin` when nothing but rejected plugins is wrong, else `spec`.
  void throw_if_any(const std::map<std::string, Origin>& included_from = {}) const;

 private:
  std::vector<Diagnostic> diagnostics_;
  std::set<std::string> seen_;
};

}  // namespace assay::spec
