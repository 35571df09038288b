#include "report/page/shared_blocks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/page/html.hpp"

namespace assay::report {
namespace {

constexpr std::size_t most_names = 4;

std::string users_text(const std::vector<std::string>& users) {
  std::string text;
  for (std::size_t i = 0; i < std::min(users.size(), most_names); ++i) text += (i == 0 ? "" : "; ") + users[i];
  return users.size() > most_names ? text + fmt::format("; and {} more", users.size() - most_names) : text;
}

}  // namespace

std::string SharedBlocks::link(const std::string& html, const std::string& user) {
  const std::size_t place = places_.emplace(html, blocks_.size()).first->second;
  if (place == blocks_.size()) blocks_.push_back({html, {}});
  blocks_[place].users.push_back(user);
  return fmt::format("<a href=\"#{0}-{2}\">{1} {2}</a>", kind_, title_, place + 1);
}

std::string SharedBlocks::html() const {
  std::string html;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    html += fmt::format("<details id=\"{0}-{2}\"><summary><h3>{1} {2}</h3> <span class=\"brief\">{3}</span></summary>\n{4}</details>\n", kind_,
                        title_, i + 1, html_text(users_text(blocks_[i].users)), blocks_[i].html);
  }
  return html;
}

}  // namespace assay::report
