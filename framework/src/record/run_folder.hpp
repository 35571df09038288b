#pragma once

#include <filesystem>
#include <string>

namespace assay::record {

/// Where everything of one run lies: runs/<study>/{index.h5, links.h5, plan.json, trials/<id>.{h5,journal,checkpoint.h5,lock,lease}, log/<id>.log}.
struct RunFolder {
  std::filesystem::path root;

  [[nodiscard]] std::filesystem::path index() const { return root / "index.h5"; }
  [[nodiscard]] std::filesystem::path links() const { return root / "links.h5"; }
  [[nodiscard]] std::filesystem::path plan() const { return root / "plan.json"; }
  [[nodiscard]] std::filesystem::path trials() const { return root / "trials"; }
  [[nodiscard]] std::filesystem::path logs() const { return root / "log"; }
  [[nodiscard]] std::filesystem::path trial(const std::string& id) const { return trials() / (id + ".h5"); }
  [[nodiscard]] std::filesystem::path journal(const std::string& id) const { return trials() / (id + ".journal"); }
  [[nodiscard]] std::filesystem::path checkpoint(const std::string& id) const { return trials() / (id + ".checkpoint.h5"); }
  [[nodiscard]] std::filesystem::path lock(const std::string& id) const { return trials() / (id + ".lock"); }
  [[nodiscard]] std::filesystem::path lease(const std::string& id) const { return trials() / (id + ".lease"); }
  [[nodiscard]] std::filesystem::path log(const std::string& id) const { return logs() / (id + ".log"); }
};

}  // namespace assay::record
