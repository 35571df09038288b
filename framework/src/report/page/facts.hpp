#pragma once

#include <string>

#include <fmt/format.h>

#include "report/page/html.hpp"

namespace assay::report {

/// A list of facts: what each is about, and the fact.
class Facts {
 public:
  void add(const std::string& name, const std::string& html) { html_ += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_text(name), html); }
  /// Nothing when there is no text.
  void add_text(const std::string& name, const std::string& text) {
    if (!text.empty()) add(name, html_text(text));
  }
  /// Empty when there are none.
  [[nodiscard]] std::string html() const { return html_.empty() ? html_ : "<dl class=\"facts\">\n" + html_ + "</dl>\n"; }

 private:
  std::string html_;
};

}  // namespace assay::report
