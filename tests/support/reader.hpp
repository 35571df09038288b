#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/damage.hpp"
#include "support/plugin_inputs.hpp"
#include "support/temporary_folder.hpp"

/// What the tests of all readers of files need.
namespace test_support {

/// A reader, with the options that most of its tests give it.
class Reader {
 public:
  Reader(std::string component, assay::Value::Table usual) : component_(std::move(component)), usual_(std::move(usual)) {}

  /// The data set in `folder`; `options` come before the usual ones.
  [[nodiscard]] std::unique_ptr<assay::Dataset> in(const TemporaryFolder& folder, assay::Value::Table options = {}) const {
    options.insert(usual_.begin(), usual_.end());
    return make_component<assay::Dataset>(component_, std::move(options), {folder.path()});
  }
  /// What is wrong with a `file` of these bytes; an empty code when nothing is.
  [[nodiscard]] assay::Diagnostic problem(const std::string& file, const std::string& bytes, assay::Value::Table options = {}) const {
    const TemporaryFolder folder;
    write_file(folder / file, bytes);
    return load_problem(*in(folder, std::move(options)));
  }

 private:
  std::string component_;
  assay::Value::Table usual_;
};

inline assay::Tensor values(const std::vector<float>& list) { return torch::tensor(list, torch::kFloat32); }

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace test_support
