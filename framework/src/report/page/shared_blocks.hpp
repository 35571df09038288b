#pragma once

#include <map>
#include <string>
#include <vector>

namespace assay::report {

/// Parts of the page that several trials have in common, each put there once.
class SharedBlocks {
 public:
  /// `kind` is the beginning of their ids, `title` that of their headings.
  SharedBlocks(std::string kind, std::string title) : kind_(std::move(kind)), title_(std::move(title)) {}

  /// Takes the block with that content, which `user` has; returns a link to it.
  std::string link(const std::string& html, const std::string& user);
  [[nodiscard]] bool empty() const { return blocks_.empty(); }
  /// All of them, in the order in which they came, each with its users.
  [[nodiscard]] std::string html() const;

 private:
  struct Block {
    std::string html;
    std::vector<std::string> users;
  };

  std::string kind_;
  std::string title_;
  std::vector<Block> blocks_;
  std::map<std::string, std::size_t> places_;  ///< of each content
};

}  // namespace assay::report
